package dev.imprimatur.npm;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The meaning of a {@code PUT /{package}}. npm uses one address for several actions and tells them
 * apart by what the document lacks; that is sorted out here, once.
 */
public sealed interface PackageWrite {

  /**
   * A new version, with its tarball. The reader has written the tarball to where it was told to;
   * everything here is still only what the sender says.
   */
  record Publish(
      PackageName name,
      Version version,
      DistTag tag,
      Access access,
      Manifest manifest,
      StatedDigests stated,
      Optional<ProvenanceBundle> provenance)
      implements PackageWrite {

    /** Returns the same publish, with the access that this client means by what it sends. */
    public Publish saidBy(String userAgent) {
      return new Publish(
          name, version, tag, access.saidBy(userAgent), manifest, stated, provenance);
    }

    /**
     * Returns the manifest for the packument: the tarball's own, after checking that the document
     * agrees with it.
     */
    public Manifest agreedWith(Tarball tarball) {
      return Manifest.of(ManifestAgreement.require(manifest.json(), tarball), manifest, tarball);
    }
  }

  /**
   * A message about versions that exist ({@code npm deprecate}).
   *
   * @param messages why each should not be used; an empty one takes it back
   */
  record Deprecation(PackageName name, Map<Version, String> messages) implements PackageWrite {
    public Deprecation {
      messages = Map.copyOf(messages);
    }
  }

  /** A star that somebody gives or takes back; of all users that are named only they matter. */
  record Star(PackageName name, Set<String> users) implements PackageWrite {
    public Star {
      users = Set.copyOf(users);
    }
  }

  /** Something else that npm can do, and this registry cannot yet. */
  record Unsupported(String command) implements PackageWrite {}

  /** The digests that the document states for its tarball; either may be missing. */
  record StatedDigests(Optional<String> integrity, Optional<String> shasum) {}

  /** A provenance bundle as it came: text that nobody has verified. */
  record ProvenanceBundle(String mediaType, String json) {}
}

package dev.imprimatur.npm;

import java.util.Map;
import java.util.Optional;

/**
 * What a {@code PUT /{package}} means. npm uses one address for several deeds and tells them apart
 * by what the document lacks; that is sorted out here, once.
 */
public sealed interface PackageWrite {

  /**
   * A new version, with its tarball. The tarball itself went where the reader was told to put it;
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

    /** The same, by what this client means with the access that it asks for. */
    public Publish saidBy(String userAgent) {
      return new Publish(
          name, version, tag, access.saidBy(userAgent), manifest, stated, provenance);
    }

    /**
     * What goes into the packument: the tarball's own manifest, once the document has been seen to
     * agree with it.
     */
    public Manifest agreedWith(Tarball tarball) {
      return Manifest.of(ManifestAgreement.require(manifest.json(), tarball), manifest, tarball);
    }
  }

  /**
   * What is said of versions that exist ({@code npm deprecate}).
   *
   * @param messages why each should not be used; an empty one takes it back
   */
  record Deprecation(PackageName name, Map<Version, String> messages) implements PackageWrite {
    public Deprecation {
      messages = Map.copyOf(messages);
    }
  }

  /** Something else that npm can do, and this registry cannot yet. */
  record Unsupported(String command) implements PackageWrite {}

  /** The digests that the document states for its tarball; either may be missing. */
  record StatedDigests(Optional<String> integrity, Optional<String> shasum) {}

  /** A provenance bundle as it came: text that nobody has verified. */
  record ProvenanceBundle(String mediaType, String json) {}
}

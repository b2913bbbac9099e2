package dev.imprimatur.audit;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** An event about a package or its versions. */
public sealed interface PackageEvent extends Event {
  PackageName name();

  @Override
  default Optional<String> about() {
    return Optional.of(name().value());
  }

  /**
   * A version can be installed from now on.
   *
   * @param despiteTrust whether a person's token published it although a trusted publisher could
   */
  record VersionPublished(
      PackageName name, Version version, DistTag tag, Integrity integrity, boolean despiteTrust)
      implements PackageEvent {
    @Override
    public EventKind kind() {
      return EventKind.VERSION_PUBLISHED;
    }

    @Override
    public JsonObject facts() {
      var facts = installable(version, tag, integrity);
      return despiteTrust ? facts.and("despiteTrust", true).build() : facts.build();
    }
  }

  /** A version was taken and waits for an owner. */
  record VersionHeld(PackageName name, Version version, UUID held, String why)
      implements PackageEvent {
    @Override
    public EventKind kind() {
      return EventKind.VERSION_HELD;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("version", version.value())
          .and("held", held.toString())
          .and("why", why)
          .build();
    }
  }

  record HeldVersionReleased(PackageName name, Version version, UUID held) implements PackageEvent {
    @Override
    public EventKind kind() {
      return EventKind.HELD_VERSION_RELEASED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("version", version.value()).and("held", held.toString()).build();
    }
  }

  record HeldVersionDiscarded(PackageName name, Version version, UUID held)
      implements PackageEvent {
    @Override
    public EventKind kind() {
      return EventKind.HELD_VERSION_DISCARDED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("version", version.value()).and("held", held.toString()).build();
    }
  }

  /** A version was taken and waits to be approved. */
  record VersionStaged(
      PackageName name, Version version, DistTag tag, Integrity integrity, UUID staged)
      implements PackageEvent {
    @Override
    public EventKind kind() {
      return EventKind.VERSION_STAGED;
    }

    @Override
    public JsonObject facts() {
      return installable(version, tag, integrity).and("staged", staged.toString()).build();
    }
  }

  /** A staged version can be installed from now on; exactly these bytes were approved. */
  record StagedVersionApproved(
      PackageName name, Version version, DistTag tag, Integrity integrity, UUID staged)
      implements PackageEvent {
    @Override
    public EventKind kind() {
      return EventKind.STAGED_VERSION_APPROVED;
    }

    @Override
    public JsonObject facts() {
      return installable(version, tag, integrity).and("staged", staged.toString()).build();
    }
  }

  record StagedVersionRejected(PackageName name, Version version, UUID staged)
      implements PackageEvent {
    @Override
    public EventKind kind() {
      return EventKind.STAGED_VERSION_REJECTED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("version", version.value()).and("staged", staged.toString()).build();
    }
  }

  record StagedVersionExpired(PackageName name, Version version, UUID staged)
      implements PackageEvent {
    @Override
    public EventKind kind() {
      return EventKind.STAGED_VERSION_EXPIRED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("version", version.value()).and("staged", staged.toString()).build();
    }
  }

  /** An empty message takes the deprecation back. */
  record VersionsDeprecated(PackageName name, List<String> versions, String message)
      implements PackageEvent {
    public VersionsDeprecated {
      versions = List.copyOf(versions);
    }

    @Override
    public EventKind kind() {
      return EventKind.VERSIONS_DEPRECATED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("versions", JsonArray.ofTexts(versions))
          .and("message", message)
          .build();
    }
  }

  /**
   * An attestation of a version no longer verifies by the present trusted roots.
   *
   * @param attestation {@code provenance} or {@code publish}
   * @param reason the check that it fails, for programs
   */
  record AttestationFailed(PackageName name, Version version, String attestation, String reason)
      implements PackageEvent {
    @Override
    public EventKind kind() {
      return EventKind.ATTESTATION_FAILED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("version", version.value())
          .and("attestation", attestation)
          .and("reason", reason)
          .build();
    }
  }

  /** An attestation verifies again. */
  record AttestationRestored(PackageName name, Version version, String attestation)
      implements PackageEvent {
    @Override
    public EventKind kind() {
      return EventKind.ATTESTATION_RESTORED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("version", version.value()).and("attestation", attestation).build();
    }
  }

  record DistTagSet(PackageName name, DistTag tag, Version version) implements PackageEvent {
    @Override
    public EventKind kind() {
      return EventKind.DIST_TAG_SET;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("tag", tag.value()).and("version", version.value()).build();
    }
  }

  record DistTagRemoved(PackageName name, DistTag tag) implements PackageEvent {
    @Override
    public EventKind kind() {
      return EventKind.DIST_TAG_REMOVED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("tag", tag.value()).build();
    }
  }

  record VisibilityChanged(PackageName name, String visibility) implements PackageEvent {
    @Override
    public EventKind kind() {
      return EventKind.VISIBILITY_CHANGED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("visibility", visibility).build();
    }
  }

  /**
   * A package is somebody else's from now on.
   *
   * @param from the former owners, to whom all events until then belong
   */
  record PackageTransferred(PackageName name, String owner, List<String> from)
      implements PackageEvent {
    public PackageTransferred {
      from = List.copyOf(from);
    }

    @Override
    public EventKind kind() {
      return EventKind.PACKAGE_TRANSFERRED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("owner", owner).and("from", JsonArray.ofTexts(from)).build();
    }
  }

  private static JsonObject.Builder installable(Version version, DistTag tag, Integrity integrity) {
    return JsonObject.with("version", version.value())
        .and("tag", tag.value())
        .and("integrity", integrity.value());
  }
}

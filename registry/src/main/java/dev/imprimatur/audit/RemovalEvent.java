package dev.imprimatur.audit;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An event about what is there no more. */
public sealed interface RemovalEvent extends Event {
  PackageName name();

  @Override
  default Optional<String> about() {
    return Optional.of(name().value());
  }

  /**
   * A version was removed, and is never used again.
   *
   * @param why the reason; empty if it was unpublished by the rules for that
   */
  record VersionRemoved(
      PackageName name,
      Version version,
      Integrity integrity,
      Instant publishedAt,
      Optional<String> why)
      implements RemovalEvent {
    @Override
    public EventKind kind() {
      return EventKind.VERSION_REMOVED;
    }

    @Override
    public JsonObject facts() {
      var facts =
          JsonObject.with("version", version.value())
              .and("integrity", integrity.value())
              .and("publishedAt", publishedAt);
      why.ifPresent(text -> facts.and("why", text));
      return facts.build();
    }
  }

  /**
   * A package has no version any more.
   *
   * @param versions those that were removed with it
   * @param blockedUntil until when nobody publishes it, if it was unpublished as a whole
   */
  record PackageUnpublished(
      PackageName name,
      List<Version> versions,
      Optional<Instant> blockedUntil,
      Optional<String> why)
      implements RemovalEvent {
    public PackageUnpublished {
      versions = List.copyOf(versions);
    }

    @Override
    public EventKind kind() {
      return EventKind.PACKAGE_UNPUBLISHED;
    }

    @Override
    public JsonObject facts() {
      var facts =
          JsonObject.with(
              "versions", JsonArray.ofTexts(versions.stream().map(Version::value).toList()));
      blockedUntil.ifPresent(until -> facts.and("blockedUntil", until));
      why.ifPresent(text -> facts.and("why", text));
      return facts.build();
    }
  }

  /**
   * A name is anybody's again.
   *
   * @param from the former owners, to whom all events until then belong
   */
  record NameFreed(PackageName name, List<String> from) implements RemovalEvent {
    public NameFreed {
      from = List.copyOf(from);
    }

    @Override
    public EventKind kind() {
      return EventKind.NAME_FREED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("from", JsonArray.ofTexts(from)).build();
    }
  }
}

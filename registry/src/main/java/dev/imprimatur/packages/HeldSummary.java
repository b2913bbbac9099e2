package dev.imprimatur.packages;

import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import java.time.Instant;
import java.util.UUID;

/**
 * A held version without its manifest, README and provenance, which are much to read, and which a
 * list does not show.
 */
public record HeldSummary(
    UUID id,
    PackageName name,
    Version version,
    DistTag tag,
    String why,
    Instant heldAt,
    Integrity integrity,
    long bytes,
    PublishOrigin publication) {

  public static HeldSummary of(HeldVersion held) {
    var version = held.version();
    return new HeldSummary(
        held.id(),
        held.name(),
        version.version(),
        held.tag(),
        held.why(),
        held.heldAt(),
        version.contents().integrity(),
        version.contents().bytes(),
        version.publication());
  }
}

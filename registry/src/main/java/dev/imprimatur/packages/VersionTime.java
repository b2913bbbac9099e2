package dev.imprimatur.packages;

import dev.imprimatur.npm.Version;
import dev.imprimatur.provenancepolicy.Build;
import java.time.Instant;
import java.util.Optional;

/**
 * An existing version, without its manifest, which may be a thousand times as much to read.
 *
 * @param build how it was built, if that was proven
 */
public record VersionTime(
    Version version,
    Instant publishedAt,
    Contents contents,
    PublishOrigin publication,
    Optional<Build> build) {

  /** The number of files in its tarball, and their size. */
  public record Contents(int fileCount, long unpackedBytes, long tarballBytes) {}
}

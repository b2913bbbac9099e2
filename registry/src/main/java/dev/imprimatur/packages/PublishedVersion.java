package dev.imprimatur.packages;

import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Release;
import dev.imprimatur.npm.Version;
import dev.imprimatur.provenancepolicy.Build;
import java.time.Instant;
import java.util.Optional;

/**
 * A version that exists, with how it came here.
 *
 * @param tarballBytes the size of its tarball
 * @param build how it was built, if that was proven
 */
public record PublishedVersion(
    Release release, long tarballBytes, PublishOrigin publication, Optional<Build> build) {

  /** An existing version, without its manifest. */
  public record Summary(
      PackageName name, Version version, Integrity integrity, Instant publishedAt) {}
}

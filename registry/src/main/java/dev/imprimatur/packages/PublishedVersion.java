package dev.imprimatur.packages;

import dev.imprimatur.npm.Release;
import dev.imprimatur.provenancepolicy.Build;
import java.util.Optional;

/**
 * A version that exists, with how it came here.
 *
 * @param tarballBytes the size of its tarball
 * @param build how it was built, if that was proven
 */
public record PublishedVersion(
    Release release, long tarballBytes, PublishOrigin publication, Optional<Build> build) {}

package dev.imprimatur.packages;

import dev.imprimatur.npm.Release;

/**
 * A version that exists, with how it came here.
 *
 * @param tarballBytes the size of its tarball
 */
public record PublishedVersion(Release release, long tarballBytes, Publication publication) {}

package dev.imprimatur.packages;

import dev.imprimatur.npm.Integrity;

/** The integrity and the size of a version's tarball. */
public record StoredTarball(Integrity integrity, long bytes) {}

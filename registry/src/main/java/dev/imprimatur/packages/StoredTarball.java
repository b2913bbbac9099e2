package dev.imprimatur.packages;

import dev.imprimatur.npm.Integrity;

/** The bytes of a version: what they are, and how many. */
public record StoredTarball(Integrity integrity, long bytes) {}

package dev.imprimatur.packages;

import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import java.time.Instant;

/** An existing version, without its manifest. */
public record VersionSummary(
    PackageName name, Version version, Integrity integrity, Instant publishedAt) {}

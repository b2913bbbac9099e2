package dev.imprimatur.packages;

import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;

/**
 * A version that came with provenance.
 *
 * @param bundle what proved it, to the letter
 */
public record VersionWithProvenance(PackageName name, Version version, String bundle) {}

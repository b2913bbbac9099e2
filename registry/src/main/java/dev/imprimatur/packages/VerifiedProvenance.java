package dev.imprimatur.packages;

import dev.imprimatur.provenancepolicy.Build;

/**
 * A provenance bundle that was verified when its version was published.
 *
 * @param bundle as it came, to the letter; whoever does not believe this registry verifies it again
 */
public record VerifiedProvenance(String bundle, Build build) {}

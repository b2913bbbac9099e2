package dev.imprimatur.packages;

import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.provenancepolicy.Build;

/**
 * A provenance bundle that was verified when its version was published.
 *
 * @param bundle as it came, to the letter; whoever does not believe this registry verifies it again
 */
public record VerifiedProvenance(String bundle, Build build) {

  /**
   * A version that came with provenance.
   *
   * @param bundle what proved it, to the letter
   */
  public record OfVersion(PackageName name, Version version, String bundle) {}
}

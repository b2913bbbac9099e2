package dev.imprimatur.signatures;

import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;

/**
 * A version that is to be attested.
 *
 * @param statement the statement about it, as it is signed
 */
public record Attestable(PackageName name, Version version, String statement) {
  @Override
  public String toString() {
    return name + "@" + version;
  }
}

package dev.imprimatur.signatures;

import dev.imprimatur.npm.RegistrySignature;
import java.time.Instant;
import java.util.Optional;

/**
 * A signature, and the end of its key.
 *
 * @param expires when its key was retired, if it was
 */
public record ValidSignature(RegistrySignature signature, Optional<Instant> expires) {

  /**
   * Returns whether clients accept it for a version of that age; one that they do not accept ends
   * an audit.
   */
  public boolean countsFor(Instant publishedAt) {
    return expires.filter(moment -> !publishedAt.isBefore(moment)).isEmpty();
  }
}

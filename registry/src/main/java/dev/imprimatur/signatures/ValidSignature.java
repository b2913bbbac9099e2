package dev.imprimatur.signatures;

import dev.imprimatur.npm.RegistrySignature;
import java.time.Instant;
import java.util.Optional;

/**
 * A signature, and until when its key was good.
 *
 * @param expires when its key was retired, if it was
 */
public record ValidSignature(RegistrySignature signature, Optional<Instant> expires) {

  /** Whether clients take it for a version of that age; one that they do not take ends an audit. */
  public boolean countsFor(Instant publishedAt) {
    return expires.filter(moment -> !publishedAt.isBefore(moment)).isEmpty();
  }
}

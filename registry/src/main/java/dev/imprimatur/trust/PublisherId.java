package dev.imprimatur.trust;

import dev.imprimatur.problem.TrustProblem;
import java.util.UUID;

/** The id of a trusted publisher. */
public record PublisherId(UUID value) {
  /** Parses an id as npm's trust API passes it around. */
  public static PublisherId of(String text) {
    try {
      return new PublisherId(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      throw new TrustProblem.PublisherNotFound(text).asException();
    }
  }

  @Override
  public String toString() {
    return value.toString();
  }
}

package dev.imprimatur.tokens;

import java.util.UUID;

/** The id of a token, which is no secret. */
public record TokenId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}

package dev.imprimatur.access;

import java.util.UUID;

/** Names a token without being one. */
public record TokenId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}

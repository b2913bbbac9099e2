package dev.imprimatur.config;

/** A setting that cannot be used; the message names it and says what would be valid. */
public final class BadConfigException extends RuntimeException {
  public BadConfigException(String message) {
    super(message, null, false, false);
  }
}

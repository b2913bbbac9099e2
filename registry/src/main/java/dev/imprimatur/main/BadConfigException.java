package dev.imprimatur.main;

/** A setting that cannot be used; the message names it and says what would do. */
final class BadConfigException extends RuntimeException {
  BadConfigException(String message) {
    super(message, null, false, false);
  }
}

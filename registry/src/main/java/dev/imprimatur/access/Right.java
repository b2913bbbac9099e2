package dev.imprimatur.access;

import java.util.Optional;

/** A right on a package; each includes those before it. */
public enum Right {
  /** To install it, though it is private. */
  READ,
  /** To publish it as well. */
  WRITE,
  /** To decide who else may, and whom it trusts. */
  DECIDE;

  public boolean covers(Right other) {
    return compareTo(other) >= 0;
  }

  /** The word of npm's lists and of our tables, which know two. */
  public String wire() {
    return this == READ ? "read" : "write";
  }

  /** The permission that is granted: {@code read}, {@code write}, or npm's longer words. */
  public static Optional<Right> of(String wire) {
    return switch (wire) {
      case "read", "read-only" -> Optional.of(READ);
      case "write", "read-write" -> Optional.of(WRITE);
      default -> Optional.empty();
    };
  }
}

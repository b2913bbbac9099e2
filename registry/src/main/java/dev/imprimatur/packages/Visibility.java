package dev.imprimatur.packages;

/** The visibility of a package. */
public enum Visibility {
  /** Everybody who reaches this registry may read it. */
  PUBLIC("public"),
  /** Its owners may read it, and whom they let. */
  PRIVATE("private");

  private final String stored;

  Visibility(String stored) {
    this.stored = stored;
  }

  public String stored() {
    return stored;
  }

  static Visibility ofStored(String stored) {
    return switch (stored) {
      case "public" -> PUBLIC;
      case "private" -> PRIVATE;
      default -> throw new IllegalStateException("There is no visibility " + stored);
    };
  }
}

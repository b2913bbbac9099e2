package dev.imprimatur.packages;

/** Who may read a package. */
public enum Visibility {
  /** Whoever reaches this registry. */
  PUBLIC("public"),
  /** Its owners, and whom they let. */
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

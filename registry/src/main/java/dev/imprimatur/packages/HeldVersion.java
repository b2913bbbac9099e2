package dev.imprimatur.packages;

import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import java.time.Instant;
import java.util.UUID;

/**
 * A version that was taken, and that nobody sees until somebody lets it go.
 *
 * @param tag the dist-tag that it will get
 * @param why it is held
 */
public record HeldVersion(
    UUID id,
    PackageName name,
    DistTag tag,
    Kind kind,
    String why,
    Instant heldAt,
    NewVersion version) {

  /** What it takes to let it go. */
  public enum Kind {
    /** Something was wrong, and an owner has to look at it. */
    HELD("held"),
    /** It came to be approved by somebody who may publish it. */
    STAGED("staged");

    private final String stored;

    Kind(String stored) {
      this.stored = stored;
    }

    String stored() {
      return stored;
    }

    static Kind ofStored(String stored) {
      return switch (stored) {
        case "held" -> HELD;
        case "staged" -> STAGED;
        default -> throw new IllegalStateException("No version is held as " + stored);
      };
    }
  }

  public boolean isStaged() {
    return kind == Kind.STAGED;
  }
}

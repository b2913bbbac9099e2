package dev.imprimatur.packages;

import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import java.time.Instant;
import java.util.UUID;

/**
 * A version that was accepted, and that nobody sees until somebody releases it.
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

  /** The reason why it waits, and so who may release it. */
  public enum Kind {
    /** Something was wrong, and an owner has to look at it. */
    HELD("held"),
    /** It was staged to be approved by somebody who may publish it. */
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

package dev.imprimatur.packages;

import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A version that was accepted, and that nobody sees until somebody releases it.
 *
 * @param tag the dist-tag that it will get
 * @param why it is held
 * @param staging what decides who approves it
 */
public record HeldVersion(
    UUID id,
    PackageName name,
    DistTag tag,
    Kind kind,
    String why,
    Instant heldAt,
    Staging staging,
    NewVersion version) {

  /**
   * The circumstances in which a version was staged, of which some decide who approves it.
   *
   * @param group the release group, all of which can be approved at once
   * @param fourEyes whether somebody else must approve it, even if that rule was lifted since
   * @param startedBy the names and ids of the account that started the run that staged it
   */
  public record Staging(Optional<UUID> group, boolean fourEyes, List<String> startedBy) {
    /** The circumstances of a version that was not staged. */
    public static final Staging NONE = new Staging(Optional.empty(), false, List.of());

    public Staging {
      startedBy = List.copyOf(startedBy);
    }
  }

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

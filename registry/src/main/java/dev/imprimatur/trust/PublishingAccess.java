package dev.imprimatur.trust;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.RequestProblem;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The publishing access of a package or a scope: who writes to it, and who has to look first.
 *
 * @param ownOnly whether publishers of patterns are not for it
 * @param stagedOnly whether every version is staged, and approved by a person
 * @param fourEyes whether a version is approved by somebody else than who staged it
 * @param approvers the users who approve what is staged; whoever may write, if there is none
 */
public record PublishingAccess(
    Writers writers,
    boolean ownOnly,
    boolean stagedOnly,
    boolean fourEyes,
    List<String> approvers) {
  /** The access to packages about which nobody has said anything. */
  public static final PublishingAccess OPEN =
      new PublishingAccess(Writers.OPEN, false, false, false, List.of());

  private static final int APPROVERS_MAX = 50;

  /** The people who may write; each of these lets in fewer than the one before. */
  public enum Writers {
    /** Whoever has the right to; a second factor is their own affair. */
    OPEN("open"),
    /** People with a second factor, and tokens that need none: npm's default. */
    SECOND_FACTOR_OR_TOKEN("second-factor-or-token"),
    /** People with a second factor, and no token: npm's recommendation. */
    SECOND_FACTOR("second-factor"),
    /** Nobody but trusted publishers. */
    TRUSTED_ONLY("trusted-only");

    private final String wire;

    Writers(String wire) {
      this.wire = wire;
    }

    /** Returns its name in the database, the API and commands. */
    public String wire() {
      return wire;
    }

    /** Parses what {@link #wire} wrote. */
    public static Writers of(String wire) {
      return Arrays.stream(values())
          .filter(each -> each.wire.equals(wire))
          .findFirst()
          .orElseThrow(() ->
              new RequestProblem.MalformedRequest(
                      "\"writers\" is one of "
                          + Arrays.stream(values())
                              .map(Writers::wire)
                              .collect(Collectors.joining(", ")))
                  .asException());
    }
  }

  public PublishingAccess {
    approvers = approvers.stream().distinct().sorted().toList();
    if (approvers.size() > APPROVERS_MAX) {
      throw new RequestProblem.MalformedRequest(
              "there may be at most %d approvers".formatted(APPROVERS_MAX))
          .asException();
    }
  }

  public boolean trustedOnly() {
    return writers == Writers.TRUSTED_ONLY;
  }

  /** Returns this with other writers. */
  public PublishingAccess writtenBy(Writers others) {
    return new PublishingAccess(others, ownOnly, stagedOnly, fourEyes, approvers);
  }

  /** Returns this for all publishers, or only for those of the package's own. */
  public PublishingAccess forOwnOnly(boolean only) {
    return new PublishingAccess(writers, only, stagedOnly, fourEyes, approvers);
  }

  /** Returns what holds where both do, as for a package and its scope. */
  PublishingAccess and(PublishingAccess other) {
    return new PublishingAccess(
        writers.compareTo(other.writers) >= 0 ? writers : other.writers,
        ownOnly || other.ownOnly,
        stagedOnly || other.stagedOnly,
        fourEyes || other.fourEyes,
        Stream.concat(approvers.stream(), other.approvers.stream()).toList());
  }

  /** Returns whether something may become a version that could not by the former access. */
  public boolean loosens(PublishingAccess former) {
    return writers.compareTo(former.writers) < 0
        || (former.ownOnly && !ownOnly)
        || (former.stagedOnly && !stagedOnly)
        || (former.fourEyes && !fourEyes)
        || (!former.approvers.isEmpty()
            && (approvers.isEmpty() || !former.approvers.containsAll(approvers)));
  }

  /** The JSON of it, as its owners and the audit log write it. */
  public JsonObject json() {
    return JsonObject.with("writers", writers.wire())
        .and("trustedOnly", trustedOnly())
        .and("ownOnly", ownOnly)
        .and("stagedOnly", stagedOnly)
        .and("fourEyes", fourEyes)
        .and("approvers", JsonArray.ofTexts(approvers))
        .build();
  }
}

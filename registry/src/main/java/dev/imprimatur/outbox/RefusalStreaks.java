package dev.imprimatur.outbox;

import dev.imprimatur.db.Tx;
import dev.imprimatur.limits.Limits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The counts of refused exchanges for packages, so that owners are told once of many and not of
 * each; the table {@code refusal_streak}.
 */
public final class RefusalStreaks {
  private static final String FIND =
      "SELECT since, times, told_at FROM refusal_streak WHERE package = ?";

  private static final String COUNT =
      """
      INSERT INTO refusal_streak (package, since, times)
      VALUES (?, ?, ?)
      ON CONFLICT (package) DO UPDATE SET since = excluded.since, times = excluded.times
      """;

  private static final String TOLD = "UPDATE refusal_streak SET told_at = ? WHERE package = ?";

  private final InstantSource clock;
  private final Limits.Refusals limits;

  RefusalStreaks(InstantSource clock, Limits.Refusals limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /** Refusals that belong together. */
  public record Streak(Instant since, int times) {}

  private record Kept(Instant since, int times, Optional<Instant> toldAt) {}

  /** Counts one refusal; returns the streak if its owners should be told now. */
  public Optional<Streak> refused(Tx tx, String packageName) {
    var now = clock.instant();
    var before =
        tx.one(
            FIND,
            row ->
                new Kept(
                    row.instant("since"), (int) row.number("times"), row.maybeInstant("told_at")),
            packageName);
    var streak =
        before
            .filter(kept -> now.isBefore(kept.since().plus(limits.window())))
            .map(kept -> new Streak(kept.since(), kept.times() + 1))
            .orElse(new Streak(now, 1));
    tx.update(COUNT, packageName, streak.since(), streak.times());
    boolean quiet =
        before
            .flatMap(Kept::toldAt)
            .filter(told -> now.isBefore(told.plus(limits.quiet())))
            .isPresent();
    if (quiet || streak.times() < limits.timesMin()) {
      return Optional.empty();
    }
    tx.update(TOLD, now, packageName);
    return Optional.of(streak);
  }
}

package dev.imprimatur.access;

import dev.imprimatur.limits.Limits;
import dev.imprimatur.problem.PeopleProblem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stops guessing: after some refused sign-ins of one user, all further ones are refused for a while
 * without looking at the password. Guarded by its own lock, and forgets the oldest names first.
 */
final class SignInThrottle {
  private static final int NAMES_MAX = 10_000;

  private final InstantSource clock;
  private final Limits.People limits;

  private final Map<UserName, Refusals> refused =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UserName, Refusals> eldest) {
          return size() > NAMES_MAX;
        }
      };

  SignInThrottle(InstantSource clock, Limits.People limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /** How often a user was refused since a window of time began. */
  private record Refusals(Instant since, int count) {}

  synchronized void requireFew(UserName user) {
    var refusals = current(user);
    if (refusals.count() >= limits.refusalsMax()) {
      var pause = Duration.between(clock.instant(), refusals.since().plus(limits.refusalWindow()));
      throw new PeopleProblem.TooManySignIns(pause.plusSeconds(1)).asException();
    }
  }

  synchronized void refused(UserName user) {
    var before = current(user);
    refused.put(user, new Refusals(before.since(), before.count() + 1));
  }

  synchronized void accepted(UserName user) {
    refused.remove(user);
  }

  private Refusals current(UserName user) {
    var now = clock.instant();
    var known = refused.getOrDefault(user, new Refusals(now, 0));
    boolean over = known.since().plus(limits.refusalWindow()).isBefore(now);
    return over ? new Refusals(now, 0) : known;
  }
}

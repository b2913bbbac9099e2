package dev.imprimatur.access;

import dev.imprimatur.addresses.Network;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.problem.PeopleProblem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The throttle against guessing: after some refused sign-ins of one user from one address, all
 * further ones from there are refused for a while without looking at the password. The address
 * counts too, as anybody could keep a user out otherwise. Guarded by its own lock, and forgets the
 * oldest first.
 */
final class SignInThrottle {
  private static final int GUESSERS_MAX = 10_000;

  private final InstantSource clock;
  private final Limits.People limits;

  private final Map<Guesser, Refusals> refused =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Guesser, Refusals> eldest) {
          return size() > GUESSERS_MAX;
        }
      };

  SignInThrottle(InstantSource clock, Limits.People limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /** Somebody on this network who tries to sign in as this user. */
  private record Guesser(UserName user, Network network) {
    static Guesser of(Users.Attempt attempt) {
      return new Guesser(attempt.name(), Network.of(attempt.address()));
    }
  }

  /** The number of refusals since a window of time began. */
  private record Refusals(Instant since, int count) {}

  synchronized void requireFew(Users.Attempt attempt) {
    var refusals = current(Guesser.of(attempt));
    if (refusals.count() >= limits.refusalsMax()) {
      var pause = Duration.between(clock.instant(), refusals.since().plus(limits.refusalWindow()));
      throw new PeopleProblem.TooManySignIns(pause.plusSeconds(1)).asException();
    }
  }

  synchronized void refused(Users.Attempt attempt) {
    var guesser = Guesser.of(attempt);
    var before = current(guesser);
    refused.put(guesser, new Refusals(before.since(), before.count() + 1));
  }

  synchronized void accepted(Users.Attempt attempt) {
    refused.remove(Guesser.of(attempt));
  }

  private Refusals current(Guesser guesser) {
    var now = clock.instant();
    var known = refused.getOrDefault(guesser, new Refusals(now, 0));
    boolean over = known.since().plus(limits.refusalWindow()).isBefore(now);
    return over ? new Refusals(now, 0) : known;
  }
}

package dev.imprimatur.access;

import dev.imprimatur.addresses.Network;
import dev.imprimatur.problem.PeopleProblem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The throttle against guessing: after some refused sign-ins of one user from one address, all
 * further ones from there are refused for a while without looking at the password or code. The
 * address counts too, as anybody could keep a user out otherwise. Guarded by its own lock, and
 * forgets the oldest first.
 */
public final class SignInThrottle {
  private static final int GUESSERS_MAX = 10_000;

  private final InstantSource clock;
  private final int refusalsMax;
  private final Duration window;

  private final Map<Guesser, Refusals> refused =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Guesser, Refusals> eldest) {
          return size() > GUESSERS_MAX;
        }
      };

  /** Lets so many attempts of one user from one network be refused within a window. */
  public SignInThrottle(InstantSource clock, int refusalsMax, Duration window) {
    this.clock = clock;
    this.refusalsMax = refusalsMax;
    this.window = window;
  }

  /** Somebody on this network who tries to sign in as this user. */
  private record Guesser(UserName user, Network network) {
    static Guesser of(UserName user, String address) {
      return new Guesser(user, Network.of(address));
    }
  }

  /** The number of refusals since a window of time began. */
  private record Refusals(Instant since, int count) {}

  public synchronized void requireFew(UserName user, String address) {
    var refusals = current(Guesser.of(user, address));
    if (refusals.count() >= refusalsMax) {
      var pause = Duration.between(clock.instant(), refusals.since().plus(window));
      throw new PeopleProblem.TooManySignIns(pause.plusSeconds(1)).asException();
    }
  }

  public synchronized void refused(UserName user, String address) {
    var guesser = Guesser.of(user, address);
    var before = current(guesser);
    refused.put(guesser, new Refusals(before.since(), before.count() + 1));
  }

  public synchronized void accepted(UserName user, String address) {
    refused.remove(Guesser.of(user, address));
  }

  private Refusals current(Guesser guesser) {
    var now = clock.instant();
    var known = refused.getOrDefault(guesser, new Refusals(now, 0));
    boolean over = known.since().plus(window).isBefore(now);
    return over ? new Refusals(now, 0) : known;
  }
}

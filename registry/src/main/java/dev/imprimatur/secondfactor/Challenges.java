package dev.imprimatur.secondfactor;

import dev.imprimatur.access.UserName;
import dev.imprimatur.db.Tx;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.limits.PeopleLimits;
import dev.imprimatur.secondfactor.Challenge.Asked;
import dev.imprimatur.secondfactor.Challenge.Kind;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.TokenId;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The challenges of clients to their users, each for some minutes. A client has one secret to ask
 * with, and its user's browser another, so that whoever sees the page cannot take the answer. All
 * that wait are bounded, in sum and for an address, as anybody can begin to sign in.
 */
public final class Challenges {
  private static final int SECRET_BYTES = 32;
  private static final int COMMAND_LENGTH_MAX = 40;

  /** The digits of an answer, as npm's own have them, which somebody may have to type. */
  private static final int CODE_DIGITS = 16;

  private final InstantSource clock;
  private final Ids ids;
  private final RandomGenerator random;
  private final PeopleLimits limits;
  private final ChallengeStore store = new ChallengeStore();

  public Challenges(InstantSource clock, Ids ids, RandomGenerator random, PeopleLimits limits) {
    this.limits = limits;
    this.clock = clock;
    this.ids = ids;
    this.random = random;
  }

  /**
   * A challenge just made: the only moment at which its secrets exist here.
   *
   * @param page what opens its page in a browser
   * @param done what its client asks with
   */
  public record Fresh(Challenge challenge, Secret page, Secret done) {}

  /**
   * Returns the address of a challenge's page.
   *
   * @param base the address of this registry for its reader, with a slash at its end
   */
  public static String pageAddress(String base, Fresh fresh) {
    return base + "-/auth/" + fresh.page().reveal();
  }

  /**
   * Returns the address at which a client asks whether its challenge was approved.
   *
   * @param base the address of this registry for its reader, with a slash at its end
   */
  public static String doneAddress(String base, Fresh fresh) {
    return base + "-/v1/done/" + fresh.done().reveal();
  }

  /** Begins a sign-in; empty if too many wait already. */
  public Optional<Fresh> signIn(Tx tx, String command, String address) {
    return add(tx, Kind.SIGN_IN, Optional.empty(), new Asked(Purpose.SIGN_IN, command, address));
  }

  /** The person whose second factor is wanted, with the token that they came with. */
  public record Bearer(UserName user, TokenId token) {}

  /** Asks somebody for their second factor; empty if too many wait already. */
  public Optional<Fresh> oneTime(Tx tx, Bearer bearer, Asked asked) {
    return add(tx, Kind.ONE_TIME, Optional.of(bearer), asked);
  }

  private Optional<Fresh> add(Tx tx, Kind kind, Optional<Bearer> bearer, Asked asked) {
    var now = clock.instant();
    if (store.count(tx, now) >= limits.challengesMax()
        || store.countOfAddress(tx, asked.address(), now) >= limits.challengesPerAddressMax()) {
      return Optional.empty();
    }
    var challenge =
        new Challenge(
            ids.next(),
            kind,
            bearer.map(Bearer::user),
            bearer.map(Bearer::token),
            shown(asked),
            now,
            now.plus(limits.challenge()),
            Optional.empty(),
            Optional.empty());
    var fresh = new Fresh(challenge, draw(), draw());
    store.add(tx, challenge, fresh.page(), fresh.done());
    return Optional.of(fresh);
  }

  /** Leaves out of a command what is no word, as it comes from outside and is shown to somebody. */
  private static Asked shown(Asked asked) {
    var word = asked.command().replaceAll("[^a-z0-9 -]", "");
    return new Asked(
        asked.purpose(),
        word.substring(0, Math.min(word.length(), COMMAND_LENGTH_MAX)),
        asked.address());
  }

  /** Finds the challenge whose page this opens. */
  public Optional<Challenge> ofPage(Tx tx, Secret page) {
    return store.ofPage(tx, page, clock.instant());
  }

  /** Finds the challenge that a client asks about. */
  public Optional<Challenge> ofClient(Tx tx, Secret done) {
    return store.ofClient(tx, done, clock.instant());
  }

  /**
   * Approves a challenge for a person who has shown their second factor; false if it is another's,
   * is over, or was approved already.
   */
  public boolean approve(Tx tx, Challenge challenge, UserName user) {
    return store.approve(tx, challenge.id(), user, clock.instant());
  }

  /** Refuses a challenge, after which its client is told that there is none. */
  public boolean refuse(Tx tx, Challenge challenge) {
    return store.remove(tx, challenge.id());
  }

  /** Redeems a sign-in that was approved, once; returns for whom. */
  public Optional<UserName> redeemSignIn(Tx tx, Challenge challenge) {
    boolean first =
        challenge.kind() == Kind.SIGN_IN
            && store.redeem(tx, challenge.id(), Optional.empty(), clock.instant());
    return first ? challenge.account() : Optional.empty();
  }

  /** Redeems an approved challenge for a code that its token may show, once. */
  public Optional<Secret> redeemOneTime(Tx tx, Challenge challenge) {
    var code = drawDigits();
    boolean first =
        challenge.kind() == Kind.ONE_TIME
            && store.redeem(tx, challenge.id(), Optional.of(code), clock.instant());
    return first ? Optional.of(code) : Optional.empty();
  }

  /**
   * Finds what a code is good for in the hands of this token. It stays so for as long as the
   * challenge would have, as one command of npm may be several requests.
   */
  Optional<Purpose> use(Tx tx, TokenId token, Secret code) {
    return store.ofCode(tx, code, token, clock.instant()).map(found -> found.asked().purpose());
  }

  /** Ends all challenges of a user. */
  public void removeOf(Tx tx, UserName user) {
    store.removeOf(tx, user);
  }

  /** Removes those that are over. */
  public int sweep(Tx tx) {
    return store.removeExpired(tx, clock.instant());
  }

  private Secret draw() {
    var bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Secret.of(HexFormat.of().formatHex(bytes));
  }

  private Secret drawDigits() {
    var digits = new StringBuilder();
    random.ints(CODE_DIGITS, 0, 10).forEach(digits::append);
    return Secret.of(digits.toString());
  }
}

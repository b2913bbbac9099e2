package dev.imprimatur.secondfactor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.access.Organizations;
import dev.imprimatur.access.SignInThrottle;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.AccountEvent;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.limits.PeopleLimits;
import dev.imprimatur.problem.AccountProblem;
import dev.imprimatur.secondfactor.Challenge.Asked;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.TokenId;
import java.net.URLEncoder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The second factors of people: their enrolment, and the check of what somebody shows. */
public final class SecondFactors {
  /**
   * All addresses together. Whoever shows codes has a password or a token already, and a million
   * codes are few for somebody with many addresses.
   */
  private static final String ANYWHERE = "";

  private final InstantSource clock;
  private final RandomGenerator random;
  private final Users users;
  private final Organizations organizations;
  private final Audit audit;
  private final Challenges challenges;
  private final SignInThrottle throttle;
  private final SignInThrottle throttleOfAccount;
  private final String issuer;
  private final TotpStore totps = new TotpStore();
  private final PasskeyStore passkeys = new PasskeyStore();
  private final RecoveryCodes recoveryCodes;
  private final ProofStore proofs = new ProofStore();

  /**
   * Keeps the second factors of these users.
   *
   * @param issuer the name of this registry in authenticator apps
   */
  public SecondFactors(
      InstantSource clock,
      RandomGenerator random,
      Users users,
      Organizations organizations,
      Audit audit,
      Challenges challenges,
      PeopleLimits limits,
      String issuer) {
    this.clock = clock;
    this.random = random;
    this.users = users;
    this.organizations = organizations;
    this.audit = audit;
    this.challenges = challenges;
    this.throttle = new SignInThrottle(clock, limits.refusalsMax(), limits.refusalWindow());
    this.throttleOfAccount =
        new SignInThrottle(clock, limits.codeRefusalsMax(), limits.refusalWindow());
    this.issuer = issuer;
    this.recoveryCodes = new RecoveryCodes(random);
  }

  /** A kind of second factor that somebody can have. */
  public enum Kind {
    /** A key that a browser uses (WebAuthn). */
    PASSKEY,
    /** An app that makes one-time passwords. */
    TOTP;

    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An enrolment that waits for its first code.
   *
   * @param key what is typed into an app by hand, in base32
   * @param uri the same for apps that read it as a picture
   */
  public record Enrolment(Secret key, Secret uri) {}

  /**
   * A one-time password that somebody shows.
   *
   * @param holder the token that they came with; none while they sign in
   * @param recovers whether a recovery code will do
   */
  public record Attempt(
      UserName user, Optional<TokenId> holder, Secret code, String address, boolean recovers) {}

  /** The outcome of an attempt. */
  public sealed interface Outcome {
    /**
     * The second factor was shown.
     *
     * @param onlyFor the one purpose that it is good for, if it was asked for by a challenge
     */
    record Proven(Instant at, Optional<Purpose> onlyFor) implements Outcome {}

    /** The code is wrong, was used, came too late, or is another's. */
    record Refused() implements Outcome {}
  }

  /** Returns the kinds that a user has enrolled. */
  public Set<Kind> kinds(Tx tx, UserName user) {
    var kinds = EnumSet.noneOf(Kind.class);
    totps.confirmed(tx, user).ifPresent(found -> kinds.add(Kind.TOTP));
    if (!passkeys.ofUser(tx, user).isEmpty()) {
      kinds.add(Kind.PASSKEY);
    }
    return kinds;
  }

  public boolean has(Tx tx, UserName user) {
    return !kinds(tx, user).isEmpty();
  }

  /** Returns whether an enrolment waits for its first code. */
  public boolean isPending(Tx tx, UserName user) {
    return totps.pending(tx, user).isPresent();
  }

  /** Begins the enrolment of an app; empty if the user has one already. */
  public Optional<Enrolment> begin(Tx tx, UserName user) {
    var key = Totp.draw(random).key();
    if (!totps.begin(tx, user, key, clock.instant())) {
      return Optional.empty();
    }
    var label = URLEncoder.encode(issuer, UTF_8);
    var uri =
        "otpauth://totp/%s:%s?secret=%s&issuer=%s".formatted(label, user, key.reveal(), label);
    return Optional.of(new Enrolment(key, Secret.of(uri)));
  }

  /**
   * Ends the enrolment of an app with its first code, and makes recovery codes; empty if the code
   * is wrong, or no enrolment waits for one.
   */
  public Optional<List<Secret>> confirm(Tx tx, UserName user, Secret code) {
    var now = clock.instant();
    var step = totps.pending(tx, user).map(totp -> totp.step(code, now));
    boolean right =
        step.isPresent()
            && step.get().isPresent()
            && totps.confirm(tx, user, step.get().getAsLong(), now);
    return right ? Optional.of(recoveryCodes.renew(tx, user, now)) : Optional.empty();
  }

  /** Makes new recovery codes, and with that ends the old ones. */
  public List<Secret> renewRecoveryCodes(Tx tx, UserName user) {
    return recoveryCodes.renew(tx, user, clock.instant());
  }

  /** Counts the recovery codes that were not used. */
  public long recoveryCodesLeft(Tx tx, UserName user) {
    return recoveryCodes.left(tx, user);
  }

  /** Removes the app of a user; false if they have none. */
  public boolean removeTotp(Tx tx, UserName user) {
    boolean had = kinds(tx, user).contains(Kind.TOTP);
    totps.remove(tx, user);
    removeUseless(tx, user);
    return had;
  }

  /** A removal of second factors; returns what came of it. */
  public interface Removal<T> {
    T remove();
  }

  /**
   * Lets somebody remove second factors of theirs, unless none is left in an organization that
   * demands one. Of two removals at once, the later one sees what the earlier has left.
   */
  public <T> T keepDemanded(Tx tx, UserName user, Removal<T> removal) {
    users.hold(tx, user);
    boolean had = has(tx, user);
    var removed = removal.remove();
    var demanding =
        organizations.of(tx, user).stream()
            .filter(each -> organizations.demandsSecondFactor(tx, each))
            .findFirst();
    if (had && !has(tx, user) && demanding.isPresent()) {
      throw new AccountProblem.SecondFactorStays(demanding.get()).asException();
    }
    return removed;
  }

  /** Removes the recovery codes of a user who has no second factor left. */
  public void removeUseless(Tx tx, UserName user) {
    if (!has(tx, user)) {
      recoveryCodes.remove(tx, user);
    }
  }

  /** Ends what clients have asked of a user in a browser and were not yet answered. */
  public void endChallenges(Tx tx, UserName user) {
    challenges.removeOf(tx, user);
  }

  /** Removes all second factors of a user, and the recovery codes. */
  public void removeAll(Tx tx, UserName user) {
    totps.remove(tx, user);
    passkeys.removeAll(tx, user);
    recoveryCodes.remove(tx, user);
  }

  /**
   * Checks what somebody shows, and uses it up. Whatever is wrong with it is answered alike, and
   * after some wrong ones no further is looked at for a while.
   */
  public Outcome prove(Database db, Attempt attempt) {
    throttle.requireFew(attempt.user(), attempt.address());
    throttleOfAccount.requireFew(attempt.user(), ANYWHERE);
    var outcome = db.write(tx -> prove(tx, attempt));
    switch (outcome) {
      case Outcome.Proven _ -> throttle.accepted(attempt.user(), attempt.address());
      case Outcome.Refused _ -> {
        throttle.refused(attempt.user(), attempt.address());
        throttleOfAccount.refused(attempt.user(), ANYWHERE);
      }
    }
    return outcome;
  }

  private Outcome prove(Tx tx, Attempt attempt) {
    var now = clock.instant();
    if (takesTotp(tx, attempt, now)) {
      attempt.holder().ifPresent(session -> proofs.set(tx, session, now));
      return new Outcome.Proven(now, Optional.empty());
    }
    if (takesRecoveryCode(tx, attempt, now)) {
      return new Outcome.Proven(now, Optional.empty());
    }
    var purpose = attempt.holder().flatMap(token -> challenges.use(tx, token, attempt.code()));
    if (purpose.isPresent()) {
      if (purpose.get().act().hasGrace()) {
        attempt.holder().ifPresent(session -> proofs.set(tx, session, now));
      }
      return new Outcome.Proven(now, purpose);
    }
    if (audit.hasRoomFor("one-time password from " + attempt.address())) {
      audit.record(
          tx,
          actor(attempt),
          new AccountEvent.SecondFactorRefused(attempt.user().value(), attempt.address()));
    }
    return new Outcome.Refused();
  }

  /** Asks somebody for their second factor in a browser; empty if too many are asked already. */
  public Optional<Challenges.Fresh> ask(Database db, Challenges.Bearer bearer, Asked asked) {
    return db.write(tx -> challenges.oneTime(tx, bearer, asked));
  }

  private boolean takesTotp(Tx tx, Attempt attempt, Instant now) {
    var step = totps.confirmed(tx, attempt.user()).map(totp -> totp.step(attempt.code(), now));
    return step.isPresent()
        && step.get().isPresent()
        && totps.take(
            tx, attempt.user(), step.get().getAsLong(), attempt.holder().map(TokenId::toString));
  }

  /** Takes a recovery code, after which its bearer may only read for a while. */
  private boolean takesRecoveryCode(Tx tx, Attempt attempt, Instant now) {
    if (!attempt.recovers()
        || !RecoveryCodes.isWellFormed(attempt.code())
        || !recoveryCodes.use(tx, attempt.user(), attempt.code(), now)) {
      return false;
    }
    users.keepToReading(tx, attempt.user());
    audit.record(
        tx,
        actor(attempt),
        new AccountEvent.RecoveryCodeUsed(attempt.user().value(), attempt.address()));
    return true;
  }

  private static Actor actor(Attempt attempt) {
    return attempt.holder().isPresent() ? Actor.person(attempt.user().value()) : Actor.ANYONE;
  }

  /** Remembers that a second factor was shown in a session just now. */
  public void remember(Tx tx, TokenId session) {
    proofs.set(tx, session, clock.instant());
  }

  /** Returns whether a second factor was shown in a session since then. */
  public boolean provedSince(Tx tx, TokenId session, Instant since) {
    return proofs.isSince(tx, session, since);
  }

  /** Forgets what no grace can last from any more. */
  public int sweep(Tx tx) {
    return proofs.removeBefore(tx, clock.instant().minus(Users.READ_ONLY));
  }
}

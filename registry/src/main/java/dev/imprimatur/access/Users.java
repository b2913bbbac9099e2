package dev.imprimatur.access;

import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.limits.PeopleLimits;
import dev.imprimatur.passwords.PasswordRules;
import dev.imprimatur.passwords.Passwords;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.workers.Work;
import dev.imprimatur.workers.WorkerPool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The people of this registry, and the check that somebody is who they say. */
public final class Users {

  /** The time in which nobody who recovered an account can do harm, and its owner finds out. */
  public static final Duration READ_ONLY = Duration.ofDays(3);

  private static final Pattern EMAIL = Pattern.compile("[^\\s@\\x00-\\x1f]{1,64}@[^\\s@]{1,190}");

  private final InstantSource clock;
  private final UserStore store = new UserStore();
  private final Passwords passwords;
  private final SignInThrottle throttle;
  private final WorkerPool workers;
  private final PasswordRules rules;

  /**
   * Keeps users.
   *
   * @param host the name of this registry, which is no password
   */
  public Users(
      InstantSource clock,
      RandomGenerator random,
      WorkerPool workers,
      PeopleLimits limits,
      String host) {
    this.clock = clock;
    this.passwords = new Passwords(random, limits);
    this.throttle = new SignInThrottle(clock, limits.refusalsMax(), limits.refusalWindow());
    this.workers = workers;
    this.rules = new PasswordRules(host);
  }

  /** Somebody who wants an account. */
  public record Applicant(UserName name, String email, Secret password, boolean admin) {
    public Applicant {
      requireAddress(email);
    }
  }

  /**
   * An attempt to sign in.
   *
   * @param address where the request came from
   */
  public record Attempt(UserName name, Secret password, String address) {}

  /** An applicant whose password is a hash. */
  public record Hashed(Applicant applicant, String passwordHash) {}

  /** Hashes the password, which takes time, and so must not happen in a transaction. */
  public Hashed hashed(Applicant applicant) {
    return new Hashed(applicant, hashed(applicant.name(), applicant.password()));
  }

  /** Hashes a password that a user chooses, and refuses one that others would guess. */
  public String hashed(UserName name, Secret password) {
    rules.require(name.value(), password);
    return workers.run(Work.PASSWORD, () -> passwords.hash(password));
  }

  public User add(Tx tx, Hashed hashed) {
    var applicant = hashed.applicant();
    var user =
        new User(
            applicant.name(),
            applicant.email(),
            applicant.admin(),
            SecondFactorMode.AUTH_AND_WRITES,
            clock.instant(),
            Optional.empty(),
            Optional.empty());
    if (!store.add(tx, user, Optional.of(hashed.passwordHash()))) {
      throw new PeopleProblem.UserExists(applicant.name().value()).asException();
    }
    return user;
  }

  /** Returns whether a user has a password, and not only somebody else who vouches for them. */
  public boolean hasPassword(Tx tx, UserName name) {
    return store.passwordHash(tx, name).isPresent();
  }

  /**
   * Adds somebody who signs in by a provider and has no password.
   *
   * @param mail as the provider says it
   */
  public User addWithoutPassword(Tx tx, UserName name, OutsideMail mail) {
    var user =
        new User(
            name,
            mail.address(),
            false,
            SecondFactorMode.AUTH_AND_WRITES,
            clock.instant(),
            Optional.empty(),
            Optional.empty());
    if (!store.add(tx, user, Optional.empty())) {
      throw new PeopleProblem.UserExists(name.value()).asException();
    }
    if (mail.verified()) {
      store.setVerified(tx, name, clock.instant());
    }
    return user;
  }

  /** A mail address that a provider knows of somebody, and perhaps has seen to be theirs. */
  public record OutsideMail(String address, boolean verified) {
    public OutsideMail {
      if (!EMAIL.matcher(address).matches()) {
        throw new PeopleProblem.InvalidUser(Quoted.text(address) + " is not a mail address")
            .asException();
      }
    }
  }

  /** Lets a user administer the registry, or lets them no more. */
  public void setAdmin(Tx tx, UserName name, boolean admin) {
    store.setAdmin(tx, name, admin);
  }

  /**
   * A user whose password was right.
   *
   * @param passwordHash what it was compared with
   */
  public record SignedIn(User user, String passwordHash) {
    @Override
    public String toString() {
      return "SignedIn[%s]".formatted(user.name());
    }
  }

  /** Signs a user in; empty if the password is wrong, and refused after too many wrong ones. */
  public Optional<SignedIn> signIn(Database db, Attempt attempt) {
    var name = attempt.name();
    throttle.requireFew(name, attempt.address());
    var hash = db.read(tx -> store.passwordHash(tx, name));
    var stored = hash.orElse(passwords.nobodys());
    if (!workers.run(Work.PASSWORD, () -> passwords.matches(attempt.password(), stored))
        || hash.isEmpty()) {
      throttle.refused(name, attempt.address());
      return Optional.empty();
    }
    throttle.accepted(name, attempt.address());
    return Optional.of(new SignedIn(db.read(tx -> require(tx, name)), stored));
  }

  public User require(Tx tx, UserName name) {
    return find(tx, name)
        .orElseThrow(() -> new PeopleProblem.UserNotFound(name.value()).asException());
  }

  /**
   * Requires a user, whom nobody disables before this transaction ends: for whoever gives them
   * something that ends with them.
   */
  public void hold(Tx tx, UserName name) {
    if (!store.hold(tx, name)) {
      throw new PeopleProblem.UserNotFound(name.value()).asException();
    }
  }

  public Optional<User> find(Tx tx, UserName name) {
    return store.find(tx, name);
  }

  /** Returns whether this text is the name of a user, disabled or not. */
  public boolean isUser(Tx tx, String text) {
    return UserName.FORM.matcher(text).matches() && find(tx, new UserName(text)).isPresent();
  }

  public List<User> all(Tx tx) {
    return store.all(tx);
  }

  /**
   * Returns whether a user may still sign in with the password that was right just now; if so, it
   * stays so until this transaction ends.
   */
  public boolean hold(Tx tx, SignedIn signedIn) {
    return store.holdWithPassword(tx, signedIn.user().name(), signedIn.passwordHash());
  }

  /**
   * Returns whether a user is there and not disabled; if so, it stays so until this transaction
   * ends.
   */
  public boolean holdActive(Tx tx, UserName name) {
    return store.holdActive(tx, name);
  }

  /** Returns what a user tells of themself. */
  public Profile profile(Tx tx, UserName name) {
    return store
        .profile(tx, name)
        .orElseThrow(() -> new PeopleProblem.UserNotFound(name.value()).asException());
  }

  public void setFacts(Tx tx, UserName name, Profile.Facts facts) {
    store.setFacts(tx, name, facts, clock.instant());
  }

  /** Sets a mail address, of which nobody knows yet whether its user reads mail there. */
  public void setEmail(Tx tx, UserName name, String email) {
    requireAddress(email);
    store.setEmail(tx, name, email, clock.instant());
  }

  /** Remembers that a user reads mail at this address; false if it is not theirs any more. */
  public boolean verifyEmail(Tx tx, UserName name, String email) {
    return store.verifyEmail(tx, name, email, clock.instant());
  }

  public void setPassword(Tx tx, UserName name, String hash) {
    store.setPassword(tx, name, hash, clock.instant());
  }

  /** Returns those with a mail address, disabled or not. */
  public List<User> ofEmail(Tx tx, String email) {
    return store.ofEmail(tx, email);
  }

  /** Lets a user who was disabled sign in again; false if they were not. */
  public boolean enable(Tx tx, UserName name) {
    require(tx, name);
    return store.enable(tx, name);
  }

  /** Returns whether there is no user yet, disabled or not. */
  public boolean isEmpty(Tx tx) {
    return store.isEmpty(tx);
  }

  private static void requireAddress(String email) {
    if (!EMAIL.matcher(email).matches()) {
      throw new PeopleProblem.InvalidUser(Quoted.text(email) + " is not a mail address")
          .asException();
    }
  }

  public void setMode(Tx tx, UserName name, SecondFactorMode mode) {
    store.setMode(tx, name, mode, clock.instant());
  }

  /** Lets a user only read for a while, whatever token they come with. */
  public void keepToReading(Tx tx, UserName name) {
    store.setReadOnly(tx, name, clock.instant().plus(READ_ONLY));
  }

  /** Disables a user at once; their packages and the history of those stay. */
  public void disable(Tx tx, UserName name) {
    require(tx, name);
    store.disable(tx, name, clock.instant());
  }
}

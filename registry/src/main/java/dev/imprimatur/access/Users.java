package dev.imprimatur.access;

import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.limits.PeopleLimits;
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
  private static final int PASSWORD_LENGTH_MIN = 10;
  private static final int PASSWORD_LENGTH_MAX = 1000;

  /** The time in which nobody who recovered an account can do harm, and its owner finds out. */
  public static final Duration READ_ONLY = Duration.ofDays(3);

  private static final Pattern EMAIL = Pattern.compile("[^\\s@\\x00-\\x1f]{1,64}@[^\\s@]{1,190}");

  private final InstantSource clock;
  private final UserStore store = new UserStore();
  private final Passwords passwords;
  private final SignInThrottle throttle;
  private final WorkerPool workers;

  public Users(
      InstantSource clock, RandomGenerator random, WorkerPool workers, PeopleLimits limits) {
    this.clock = clock;
    this.passwords = new Passwords(random, limits);
    this.throttle = new SignInThrottle(clock, limits);
    this.workers = workers;
  }

  /** Somebody who wants an account. */
  public record Applicant(UserName name, String email, Secret password, boolean admin) {
    public Applicant {
      if (!EMAIL.matcher(email).matches()) {
        throw new PeopleProblem.InvalidUser(Quoted.text(email) + " is not a mail address")
            .asException();
      }
      int length = password.reveal().length();
      if (length < PASSWORD_LENGTH_MIN || length > PASSWORD_LENGTH_MAX) {
        throw new PeopleProblem.InvalidUser(
                "a password has at least 10 characters, and at most 1,000")
            .asException();
      }
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
    return new Hashed(
        applicant, workers.run(Work.PASSWORD, () -> passwords.hash(applicant.password())));
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
   * Returns whether this is a user's password; refused after too many wrong ones, with those of
   * signing in.
   */
  public boolean isPassword(Database db, Attempt attempt) {
    return signIn(db, attempt).isPresent();
  }

  /** Signs a user in; empty if the password is wrong, and refused after too many wrong ones. */
  public Optional<User> signIn(Database db, Attempt attempt) {
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
    return Optional.of(db.read(tx -> require(tx, name)));
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

  /** Returns what a user tells of themself. */
  public Profile profile(Tx tx, UserName name) {
    return store
        .profile(tx, name)
        .orElseThrow(() -> new PeopleProblem.UserNotFound(name.value()).asException());
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

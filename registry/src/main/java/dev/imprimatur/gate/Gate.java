package dev.imprimatur.gate;

import dev.imprimatur.access.Offer;
import dev.imprimatur.access.User;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.http.Request;
import dev.imprimatur.issuers.IssuerTurns;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.KnownPackage;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.Visibility;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.People;
import dev.imprimatur.tokens.Tokens;
import dev.imprimatur.trust.Locks;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.Turns;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The gate that authorises everything. Every request comes through {@link #admit} before a handler
 * sees it, and a write comes through {@link #recheck} again inside the transaction that makes it
 * true: what was revoked in between is revoked. Whatever is not allowed here is refused.
 */
public final class Gate implements dev.imprimatur.http.Authorizer<Action, Caller> {
  /**
   * The cookie of somebody who has signed in to our pages. By the beginning of its name, a browser
   * takes it only from this very host and over TLS, and for all paths.
   */
  public static final String COOKIE = "__Host-imprimatur";

  private final Database db;
  private final Callers callers;
  private final Tokens tokens;
  private final Packages packages;
  private final PersonRules persons;
  private final JobRules jobs;
  private final WriteRules writing;
  private final OperatorRules operators = new OperatorRules();
  private final SecondFactorRules secondFactors;
  private final InstantSource clock;

  public Gate(
      Database db,
      People people,
      Packages packages,
      Locks locks,
      PublisherStatus publisherStatus,
      SecondFactorRules secondFactors,
      InstantSource clock) {
    this.db = db;
    this.callers = new Callers(people.users(), people.tokens());
    this.tokens = people.tokens();
    this.packages = packages;
    this.writing = new WriteRules(locks, secondFactors);
    this.persons = new PersonRules(people, packages, writing);
    this.jobs = new JobRules(publisherStatus, writing);
    this.secondFactors = secondFactors;
    this.clock = clock;
  }

  @Override
  public Caller admit(Action action, Request request) {
    var caller =
        switch (action) {
          case Action.Nothing _ -> Callers.ANYONE;
          case Action.Browse _ -> browsing(request);
          default -> admitted(action, request);
        };
    request.note("caller.kind", caller.kind());
    return caller;
  }

  @Override
  public Optional<String> account(Caller caller) {
    return switch (caller) {
      case Caller.Person _, Caller.Job _ -> Optional.of(caller.actor().value());
      case Caller.Anyone _, Caller.Operator _, Caller.Registry _ -> Optional.empty();
    };
  }

  private Caller admitted(Action action, Request request) {
    var credential = new Credential(request);
    boolean shows =
        SecondFactorRules.looksAtPassword(action) && request.header("npm-otp").isPresent();
    return shows ? proved(action, credential, request) : admit(action, credential);
  }

  /** Admits whoever sent a one-time password along, which only counts once it is known whose. */
  private Caller proved(Action action, Credential credential, Request request) {
    var bearer = db.read(tx -> callers.of(tx, action, credential));
    var caller =
        bearer instanceof Caller.Person person
            ? secondFactors.proved(person, action, request)
            : bearer;
    db.read(tx -> {
      foresee(tx, action, caller);
      return action;
    });
    return caller;
  }

  @Override
  public Problem completed(Problem problem, Request request, String base) {
    return problem instanceof PeopleProblem.OneTimePasswordRequired wanted
        ? secondFactors.completed(wanted, request, base)
        : problem;
  }

  /** Recognises who has signed in with a browser; a cookie that is good no more is none. */
  private Caller browsing(Request request) {
    var cookie = request.cookie(COOKIE).filter(text -> tokens.unlike(text).isEmpty());
    return cookie.isEmpty()
        ? Callers.ANYONE
        : db.read(tx -> callers.browsing(tx, cookie.get(), request.address()));
  }

  /** Returns whether such a package may be handed to anybody, without asking who they are. */
  public static boolean anyoneMayRead(Visibility visibility) {
    return visibility == Visibility.PUBLIC;
  }

  /**
   * Admits a caller once more, and keeps the permission true until this transaction ends. Whoever
   * revokes the caller's token, transfers the package, edits the publisher that the token was
   * minted for, or switches off the issuer of the publishing job, waits for this transaction;
   * whoever did so before it wins. It comes before any row is changed. Callers without a token are
   * admitted by what they are, and take the turn of what they decide about like everybody.
   */
  public void recheck(Tx tx, Action action, Caller caller) {
    takeTurn(tx, action);
    switch (caller) {
      case Caller.Anyone _ -> throw refusedToAll(action);
      case Caller.Person(var user, var token, var proof) -> {
        persons.keepMemberships(tx, action);
        requireHeld(tokens.hold(tx, token.id()));
        require(tx, action, new Caller.Person(callers.current(tx, user.name()), token, proof));
      }
      case Caller.Job job -> {
        requireHeld(tokens.hold(tx, job.token()));
        // A job that manages may be about to add a publisher of its issuer, which takes that turn.
        if (job.grant() instanceof Grant.Minted minted) {
          IssuerTurns.share(tx, minted.source().issuer());
        }
        jobs.require(tx, action, job);
      }
      case Caller.Operator _ -> operators.requireOfOperator(action);
      case Caller.Registry _ -> operators.requireOfRegistry(action);
    }
  }

  /**
   * Takes the turn of what is acted on: permission depends on its owner, who must not change
   * meanwhile.
   */
  private static void takeTurn(Tx tx, Action action) {
    switch (action) {
      case Action.Write write -> Turns.takeToWrite(tx, write.name());
      // What the scope demands of who approves stays as it is until they have.
      case Action.ReviewStaged(var name) -> Turns.takeToWrite(tx, name);
      case Action.ReviewAllStaged(var names) -> Turns.takeManyToWrite(tx, names);
      case Action.Unpublish(var name) -> Turns.take(tx, Target.of(name));
      case Action.Trust(var target) -> Turns.take(tx, target);
      case Action.TrustAll(var targets) -> Turns.takeMany(tx, targets);
      case Action.Decide(var target) -> Turns.take(tx, target);
      case Action.Transfer(var name) -> Turns.take(tx, Target.of(name));
      case Action.GrantTeams(_, var name) -> Turns.take(tx, Target.of(name));
      case Action.Represent(var organization) -> Turns.takeOfOrganization(tx, organization);
      case Action.ManageTeams(var organization) -> Turns.takeOfOrganization(tx, organization);
      case Action.Leave(var organization) -> Turns.takeOfOrganization(tx, organization);
      case Action.Answer(var invitation) -> takeTurn(tx, invitation.offer());
      case Action.Read _,
          Action.SeeRights _,
          Action.SeeOrganization _,
          Action.SeeOwn _,
          Action.History _,
          Action.Review _,
          Action.Browse _,
          Action.SignedIn _,
          Action.ManageAccount _,
          Action.ManageSessions _,
          Action.ListTokens _,
          Action.ManageTokens _,
          Action.Search _,
          Action.Star _,
          Action.Administer _,
          Action.Operate _,
          Action.Maintain _,
          Action.Nothing _ -> {}
    }
  }

  private static void takeTurn(Tx tx, Offer offer) {
    switch (offer) {
      case Offer.Membership(var organization, _) -> Turns.takeOfOrganization(tx, organization);
      case Offer.OfPackage it -> Turns.take(tx, Target.of(it.name()));
    }
  }

  /** Requires what {@link #recheck} will require, but does not keep it true. */
  public void foresee(Tx tx, Action action, Caller caller) {
    switch (caller) {
      case Caller.Anyone _ when action instanceof Action.Search -> {}
      case Caller.Anyone _ -> throw refusedToAll(action);
      case Caller.Person person -> require(tx, action, person);
      case Caller.Job job -> jobs.require(tx, action, job);
      case Caller.Operator _ -> operators.requireOfOperator(action);
      case Caller.Registry _ -> operators.requireOfRegistry(action);
    }
  }

  /** Returns whether {@link #foresee} would let the caller do this. */
  public boolean allows(Tx tx, Action action, Caller caller) {
    try {
      foresee(tx, action, caller);
      return true;
    } catch (ProblemException refused) {
      return false;
    }
  }

  /** Requires a person's rights first, so that a stranger is asked for nothing. */
  private void require(Tx tx, Action action, Caller.Person person) {
    persons.require(tx, action, person);
    if (SecondFactorRules.changesOthers(action)) {
      requireUnguarded(person.user());
    }
    secondFactors.require(tx, action, person);
  }

  /** Requires that an account was not recovered just now, as whoever did may not be its owner. */
  private void requireUnguarded(User user) {
    if (user.readsOnly(clock.instant())) {
      throw new PeopleProblem.ReadOnlyAccount(user.readOnlyUntil().orElseThrow()).asException();
    }
  }

  /** Requires that a publish respects what the caller's token is bound to. */
  public void require(Caller caller, PublishRequest release) {
    if (caller instanceof Caller.Job(_, Grant.Minted minted)) {
      jobs.require(minted, release);
    }
  }

  /** Requires that the caller may move this dist-tag. */
  public void require(Caller caller, DistTag tag) {
    if (caller instanceof Caller.Job(_, Grant.Minted minted)) {
      jobs.require(minted, tag);
    }
  }

  /** Returns whether the caller may know what is staged of a package. */
  public boolean mayReview(Tx tx, PackageName name, Caller caller) {
    return caller instanceof Caller.Person person && persons.mayReview(tx, person, name);
  }

  /** Returns whether the caller may wait for the outcome of what is staged of a package. */
  public boolean mayAwait(Tx tx, PackageName name, Caller caller) {
    return caller instanceof Caller.Job job
        ? jobs.mayRead(tx, job, name)
        : mayReview(tx, name, caller);
  }

  /** Returns whether the caller may see who belongs to an organization. */
  public boolean maySee(Caller caller, String organization) {
    return caller instanceof Caller.Person person
        && db.read(tx -> persons.maySee(tx, person, organization));
  }

  /** Requires that people, too, may write to a package, and not only trusted publishers. */
  public void requireOpen(Tx tx, PackageName name) {
    writing.requireOpen(tx, name);
  }

  /**
   * Admits a caller; a text that cannot be one of our tokens is refused before it costs a
   * connection.
   */
  private Caller admit(Action action, Credential credential) {
    var unlike = credential.bearer().flatMap(tokens::unlike);
    if (action instanceof Action.Search) {
      return db.read(tx -> seeker(tx, action, credential));
    }
    if (unlike.isPresent() && !credential.otherKind() && !(action instanceof Action.Read)) {
      return Callers.unknown(action, credential, unlike.get());
    }
    return db.read(tx -> admit(tx, action, credential));
  }

  /**
   * Recognises who looks for packages. A credential that is no good here keeps nobody from what
   * everybody may read.
   */
  private Caller seeker(Tx tx, Action action, Credential credential) {
    if (credential.bearer().isEmpty()) {
      return Callers.ANYONE;
    }
    try {
      return callers.of(tx, action, credential);
    } catch (ProblemException unusable) {
      return Callers.ANYONE;
    }
  }

  /**
   * All packages that the caller may read beyond what everybody may; every one if empty. The tokens
   * of jobs are for what they name, and find nothing by it.
   */
  public Optional<List<PackageName>> readable(Tx tx, Caller caller) {
    return caller instanceof Caller.Person person
        ? persons.readable(tx, person)
        : Optional.of(List.of());
  }

  private Caller admit(Tx tx, Action action, Credential credential) {
    if (action instanceof Action.Read(var name)) {
      var found = packages.find(tx, name);
      // A stale token in an .npmrc must not keep anybody from what everybody may read.
      if (found.map(KnownPackage::visibility).filter(Gate::anyoneMayRead).isPresent()) {
        return Callers.ANYONE;
      }
      persons.requireNoticed(tx, name, credential);
    }
    var caller = callers.of(tx, action, credential);
    foresee(tx, action, caller);
    return caller;
  }

  private static ProblemException refusedToAll(Action action) {
    return action instanceof Action.Read(var name)
        ? new PackageProblem.PackageNotFound(name.value()).asException()
        : Callers.notSignedIn(MissingCredentialHint.text(""));
  }

  private static void requireHeld(boolean held) {
    if (!held) {
      throw new PeopleProblem.UnusableCredential(
              "This token was revoked: its trusted publisher was changed or removed, or it was"
                  + " signed out or used up.")
          .asException();
    }
  }
}

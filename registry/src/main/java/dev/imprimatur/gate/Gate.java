package dev.imprimatur.gate;

import dev.imprimatur.access.Organizations;
import dev.imprimatur.access.Owners;
import dev.imprimatur.access.User;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
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
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.Token;
import dev.imprimatur.tokens.Tokens;
import dev.imprimatur.trust.Locks;
import dev.imprimatur.trust.Turns;
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

  private static final Caller ANYONE = new Caller.Anyone();

  private final Database db;
  private final Users users;
  private final Tokens tokens;
  private final Packages packages;
  private final PersonRules persons;
  private final JobRules jobs;
  private final OperatorRules operators = new OperatorRules();

  public Gate(
      Database db,
      Users users,
      Tokens tokens,
      Organizations organizations,
      Owners owners,
      Packages packages,
      Locks locks,
      PublisherStatus publisherStatus) {
    this.db = db;
    this.users = users;
    this.tokens = tokens;
    this.packages = packages;
    this.persons = new PersonRules(users, organizations, owners, packages, locks);
    this.jobs = new JobRules(publisherStatus);
  }

  @Override
  public Caller admit(Action action, Request request) {
    var caller =
        switch (action) {
          case Action.Nothing _ -> ANYONE;
          case Action.Browse _ -> browsing(request);
          default -> admit(action, new Credential(request));
        };
    request.note("caller.kind", caller.kind());
    return caller;
  }

  /** Recognises who has signed in with a browser; a cookie that is good no more is none. */
  private Caller browsing(Request request) {
    var cookie = request.cookie(COOKIE).filter(text -> tokens.unlike(text).isEmpty());
    return cookie.isEmpty() ? ANYONE : db.read(tx -> browsing(tx, cookie.get()));
  }

  private Caller browsing(Tx tx, Secret cookie) {
    if (tokens.recognise(tx, cookie) instanceof Tokens.Recognised.Good(var token)
        && token.grant() instanceof Grant.Browser(var name)) {
      var user = users.find(tx, name).filter(found -> found.disabledAt().isEmpty());
      return user.isPresent() ? new Caller.Person(user.get(), token) : ANYONE;
    }
    return ANYONE;
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
      case Caller.Person(var user, var token) -> {
        requireHeld(tokens.hold(tx, token.id()));
        persons.require(tx, action, new Caller.Person(current(tx, user.name()), token));
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
      case Action.ReviewStaged(var name) -> Packages.takeTurns(tx, name);
      case Action.Trust(var target) -> Turns.take(tx, target);
      case Action.TrustAll(var targets) -> Turns.takeMany(tx, targets);
      case Action.Decide(var target) -> Turns.take(tx, target);
      case Action.Represent(var organization) -> Turns.takeOfOrganization(tx, organization);
      case Action.Read _,
          Action.History _,
          Action.Review _,
          Action.Browse _,
          Action.SignedIn _,
          Action.Administer _,
          Action.Operate _,
          Action.Maintain _,
          Action.Nothing _ -> {}
    }
  }

  /** Requires what {@link #recheck} will require, but does not keep it true. */
  public void foresee(Tx tx, Action action, Caller caller) {
    switch (caller) {
      case Caller.Anyone _ -> throw refusedToAll(action);
      case Caller.Person person -> persons.require(tx, action, person);
      case Caller.Job job -> jobs.require(tx, action, job);
      case Caller.Operator _ -> operators.requireOfOperator(action);
      case Caller.Registry _ -> operators.requireOfRegistry(action);
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
    return caller instanceof Caller.Person person && persons.mayRead(tx, person, name);
  }

  /** Requires that people, too, may write to a package, and not only trusted publishers. */
  public void requireOpen(Tx tx, PackageName name) {
    persons.requireOpen(tx, name);
  }

  /** The credential that a request brought, if any. */
  private record Credential(Optional<Secret> bearer, boolean otherKind, String userAgent) {
    Credential(Request request) {
      this(
          request.bearer(), request.hasOtherCredentials(), request.header("user-agent").orElse(""));
    }
  }

  /**
   * Admits a caller; a text that cannot be one of our tokens is refused before it costs a
   * connection.
   */
  private Caller admit(Action action, Credential credential) {
    var unlike = credential.bearer().flatMap(tokens::unlike);
    if (unlike.isPresent() && !credential.otherKind() && !(action instanceof Action.Read)) {
      return unknown(action, credential, unlike.get());
    }
    return db.read(tx -> admit(tx, action, credential));
  }

  private Caller admit(Tx tx, Action action, Credential credential) {
    if (action instanceof Action.Read(var name)) {
      var found = packages.find(tx, name);
      // A stale token in an .npmrc must not keep anybody from what everybody may read.
      if (found.map(KnownPackage::visibility).filter(Gate::anyoneMayRead).isPresent()) {
        return ANYONE;
      }
    }
    var caller = recognise(tx, action, credential);
    foresee(tx, action, caller);
    return caller;
  }

  private Caller recognise(Tx tx, Action action, Credential credential) {
    if (credential.otherKind()) {
      throw new PeopleProblem.UnusableCredential(
              "Only bearer tokens are taken here. Sign in with npm login --auth-type=legacy.")
          .asException();
    }
    if (credential.bearer().isEmpty()) {
      return withoutCredential(action, credential);
    }
    return switch (tokens.recognise(tx, credential.bearer().get())) {
      case Tokens.Recognised.Good(var token) when token.grant() instanceof Grant.Browser ->
          unknown(action, credential, new Tokens.Recognised.Unknown(Optional.empty()));
      case Tokens.Recognised.Good(var token) -> bearer(tx, token);
      case Tokens.Recognised.Expired(var token) ->
          throw new PeopleProblem.UnusableCredential(MissingCredentialHint.expired(token))
              .asException();
      case Tokens.Recognised.Unknown unknown -> unknown(action, credential, unknown);
    };
  }

  private static Caller unknown(
      Action action, Credential credential, Tokens.Recognised.Unknown unknown) {
    if (unknown.guess().isEmpty()) {
      throw new PeopleProblem.UnusableCredential(
              "This token is not known here: it is mistyped, was revoked, or is another"
                  + " registry's.")
          .asException();
    }
    // Something that is clearly no token counts as no credential.
    if (action instanceof Action.Read) {
      return ANYONE;
    }
    throw notSignedIn(MissingCredentialHint.text(credential.userAgent(), unknown.guess().get()));
  }

  /**
   * Answers a caller without a credential: a reader is told what a stranger is told, and a writer
   * what they lack.
   */
  private static Caller withoutCredential(Action action, Credential credential) {
    if (action instanceof Action.Read) {
      return ANYONE;
    }
    throw notSignedIn(MissingCredentialHint.text(credential.userAgent()));
  }

  private Caller bearer(Tx tx, Token token) {
    return switch (token.grant()) {
      case Grant.Session(var user) -> new Caller.Person(current(tx, user), token);
      case Grant.Browser _ -> throw new IllegalStateException("A cookie is no bearer token");
      case Grant.Granular(var user, _, _) -> new Caller.Person(current(tx, user), token);
      case Grant.OfJob grant -> new Caller.Job(token.id(), grant);
    };
  }

  private User current(Tx tx, UserName name) {
    return users
        .find(tx, name)
        .filter(user -> user.disabledAt().isEmpty())
        .orElseThrow(() ->
            new PeopleProblem.UnusableCredential("The user of this token is disabled.")
                .asException());
  }

  private static ProblemException refusedToAll(Action action) {
    return action instanceof Action.Read(var name)
        ? new PackageProblem.PackageNotFound(name.value()).asException()
        : notSignedIn(MissingCredentialHint.text(""));
  }

  private static ProblemException notSignedIn(String hint) {
    return new PeopleProblem.NotSignedIn(hint).asException();
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

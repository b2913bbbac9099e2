package dev.imprimatur.gate;

import dev.imprimatur.access.Grant;
import dev.imprimatur.access.People;
import dev.imprimatur.access.Token;
import dev.imprimatur.access.Tokens;
import dev.imprimatur.access.User;
import dev.imprimatur.access.UserName;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.http.Request;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.packages.KnownPackage;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.Visibility;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.trust.PublisherId;
import dev.imprimatur.trust.Publishers;
import java.util.Optional;

/**
 * The one gate. Every request comes through {@link #admit} before a handler sees it, and a write
 * comes through {@link #readmit} again inside the transaction that makes it true: what was revoked
 * in between is revoked. Whatever is not allowed here is refused.
 */
public final class Gate implements dev.imprimatur.http.Gate<Demand, Caller> {
  private static final Caller ANYONE = new Caller.Anyone();

  private final Database db;
  private final People people;
  private final Packages packages;
  private final Publishers publishers;

  public Gate(Database db, People people, Packages packages, Publishers publishers) {
    this.db = db;
    this.people = people;
    this.packages = packages;
    this.publishers = publishers;
  }

  @Override
  public Caller admit(Demand demand, Request request) {
    var caller =
        demand instanceof Demand.Nothing
            ? ANYONE
            : db.read(tx -> admit(tx, demand, new Credential(request)));
    request.note("caller.kind", caller.kind());
    return caller;
  }

  /** Whether a package of this kind may be handed to anybody, without asking who he is. */
  public static boolean anyoneMayRead(Visibility visibility) {
    return visibility == Visibility.PUBLIC;
  }

  /**
   * Admits a caller once more, and keeps true what he was admitted for until this transaction ends:
   * whoever revokes his token, or edits the publisher that it was minted for, waits for us, and
   * whoever did it before us wins.
   */
  public void readmit(Tx tx, Demand demand, Caller caller) {
    switch (caller) {
      case Caller.Anyone _ -> throw refusedToAll(demand);
      case Caller.Person(var user, var token) -> {
        requireHeld(people.tokens().hold(tx, token.id()));
        requirePerson(tx, demand, new Caller.Person(current(tx, user.name()), token));
      }
      case Caller.Job job -> {
        requireHeld(people.tokens().hold(tx, job.token()));
        requireHeld(
            publishers.hold(
                tx, new PublisherId(job.grant().publisher()), job.grant().publisherRevision()));
        requireJob(demand, job);
      }
    }
  }

  /** What a request brought along. */
  private record Credential(Optional<Secret> bearer, boolean otherKind, String userAgent) {
    Credential(Request request) {
      this(
          request.bearer(), request.hasOtherCredentials(), request.header("user-agent").orElse(""));
    }
  }

  private Caller admit(Tx tx, Demand demand, Credential credential) {
    if (demand instanceof Demand.Read(var name)) {
      var found = packages.find(tx, name);
      // A stale token in an .npmrc must not keep anybody from what is everybody's.
      if (found.map(KnownPackage::visibility).filter(Gate::anyoneMayRead).isPresent()) {
        return ANYONE;
      }
    }
    var caller = recognise(tx, demand, credential);
    switch (caller) {
      case Caller.Anyone _ -> throw refusedToAll(demand);
      case Caller.Person person -> requirePerson(tx, demand, person);
      case Caller.Job job -> requireJob(demand, job);
    }
    return caller;
  }

  private Caller recognise(Tx tx, Demand demand, Credential credential) {
    if (credential.otherKind()) {
      throw new Problem.UnusableCredential(
              "Only bearer tokens are taken here. Sign in with npm login --auth-type=legacy.")
          .asException();
    }
    if (credential.bearer().isEmpty()) {
      return withoutCredential(demand, credential, Optional.empty());
    }
    return switch (people.tokens().recognise(tx, credential.bearer().get())) {
      case Tokens.Recognised.Good(var token) -> bearer(tx, token);
      case Tokens.Recognised.Expired(var when) ->
          throw new Problem.UnusableCredential("This token expired at %s.".formatted(when))
              .asException();
      case Tokens.Recognised.Unknown(var guess) when guess.isPresent() ->
          withoutCredential(demand, credential, guess);
      case Tokens.Recognised.Unknown _ ->
          throw new Problem.UnusableCredential(
                  "This token is not known here: it is mistyped, was revoked, or is another"
                      + " registry's.")
              .asException();
    };
  }

  /** A reader is told what a stranger is told; whoever would write is told what he lacks. */
  private static Caller withoutCredential(
      Demand demand, Credential credential, Optional<String> guess) {
    if (demand instanceof Demand.Read) {
      return ANYONE;
    }
    throw new Problem.NotSignedIn(Hint.text(credential.userAgent(), guess)).asException();
  }

  private Caller bearer(Tx tx, Token token) {
    return switch (token.grant()) {
      case Grant.Session(var user) -> new Caller.Person(current(tx, user), token);
      case Grant.Granular(var user, _, _) -> new Caller.Person(current(tx, user), token);
      case Grant.Minted minted -> {
        requireHeld(stands(tx, minted));
        yield new Caller.Job(token.id(), minted);
      }
    };
  }

  private boolean stands(Tx tx, Grant.Minted minted) {
    return publishers
        .find(tx, new PublisherId(minted.publisher()))
        .filter(publisher -> publisher.revision() == minted.publisherRevision())
        .isPresent();
  }

  private User current(Tx tx, UserName name) {
    return people
        .users()
        .find(tx, name)
        .filter(user -> user.disabledAt().isEmpty())
        .orElseThrow(() ->
            new Problem.UnusableCredential("The user of this token is disabled.").asException());
  }

  private void requirePerson(Tx tx, Demand demand, Caller.Person person) {
    switch (demand) {
      case Demand.Nothing _, Demand.SignedIn _ -> {}
      case Demand.Read(var name) -> {
        if (!tokenCovers(person, name) || !decides(tx, person.user(), name)) {
          throw new Problem.PackageNotFound(name.value()).asException();
        }
      }
      case Demand.Publish(var name) -> {
        requireWriting(person, name);
        // A name that nobody has is anybody's to take.
        if (packages.find(tx, name).isPresent()) {
          requireDeciding(tx, person, name);
        }
      }
      case Demand.Manage(var name) -> {
        if (packages.find(tx, name).isEmpty()) {
          throw new Problem.PackageNotFound(name.value()).asException();
        }
        requireDeciding(tx, person, name);
        requireSession(person, name);
      }
    }
  }

  private boolean decides(Tx tx, User user, PackageName name) {
    return user.admin() || people.owners().owns(tx, name, user.name());
  }

  private void requireDeciding(Tx tx, Caller.Person person, PackageName name) {
    if (!decides(tx, person.user(), name)) {
      throw notAllowed("%s does not own %s.".formatted(person.user().name(), name));
    }
  }

  private static boolean tokenCovers(Caller.Person person, PackageName name) {
    return !(person.token().grant() instanceof Grant.Granular granular) || granular.covers(name);
  }

  private static void requireWriting(Caller.Person person, PackageName name) {
    if (person.token().grant() instanceof Grant.Granular granular) {
      if (!granular.writes()) {
        throw notAllowed("This token is read-only.");
      }
      if (!granular.covers(name)) {
        throw notAllowed("This token is not for %s.".formatted(name));
      }
    }
  }

  /** A token that leaked must not be able to make more of itself. */
  private static void requireSession(Caller.Person person, PackageName name) {
    if (!(person.token().grant() instanceof Grant.Session)) {
      throw notAllowed(
          "A granular token cannot change whom %s trusts or who may read it. Sign in with npm login"
                  .formatted(name)
              + " --auth-type=legacy.");
    }
  }

  private static void requireJob(Demand demand, Caller.Job job) {
    var mine = job.grant().name();
    switch (demand) {
      case Demand.Nothing _, Demand.SignedIn _ -> {}
      case Demand.Read(var name) -> {
        if (!name.equals(mine)) {
          throw new Problem.PackageNotFound(name.value()).asException();
        }
      }
      case Demand.Publish(var name) -> {
        if (!name.equals(mine)) {
          throw notAllowed(
              "This token was minted for %s, and is no good for %s.".formatted(mine, name));
        }
        if (!job.grant().permissions().contains(Permission.PUBLISH)) {
          throw notAllowed("The trusted publisher of %s may not publish directly.".formatted(mine));
        }
      }
      case Demand.Manage _ ->
          throw notAllowed(
              "A token minted for a CI job can only publish and tag %s.".formatted(mine));
    }
  }

  private static ProblemException refusedToAll(Demand demand) {
    return demand instanceof Demand.Read(var name)
        ? new Problem.PackageNotFound(name.value()).asException()
        : new Problem.NotSignedIn(Hint.text("", Optional.empty())).asException();
  }

  private static void requireHeld(boolean held) {
    if (!held) {
      throw new Problem.UnusableCredential(
              "This token was revoked: its trusted publisher was changed or removed, or it was"
                  + " signed out.")
          .asException();
    }
  }

  private static ProblemException notAllowed(String why) {
    return new Problem.NotAllowed(why).asException();
  }
}

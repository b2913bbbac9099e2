package dev.imprimatur.gate;

import dev.imprimatur.access.User;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.db.Tx;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.Token;
import dev.imprimatur.tokens.Tokens;
import java.util.Optional;

/** The recognition of callers by the credential that a request brought. */
final class Callers {
  static final Caller ANYONE = new Caller.Anyone();

  private final Users users;
  private final Tokens tokens;

  Callers(Users users, Tokens tokens) {
    this.users = users;
    this.tokens = tokens;
  }

  /** Recognises the caller; a reader without a usable credential is anybody. */
  Caller of(Tx tx, Action action, Credential credential) {
    if (credential.otherKind()) {
      throw new PeopleProblem.UnusableCredential(
              "Only bearer tokens are taken here. Sign in with npm login.")
          .asException();
    }
    if (credential.bearer().isEmpty()) {
      return withoutCredential(action, credential);
    }
    return switch (tokens.recognise(tx, credential.bearer().get())) {
      case Tokens.Recognised.Good(var token) when token.grant() instanceof Grant.Browser ->
          unknown(action, credential, new Tokens.Recognised.Unknown(Optional.empty()));
      case Tokens.Recognised.Good(var token) -> bearer(tx, token, credential.address());
      case Tokens.Recognised.Expired(var token) ->
          throw new PeopleProblem.UnusableCredential(MissingCredentialHint.expired(token))
              .asException();
      case Tokens.Recognised.Unknown unknown -> unknown(action, credential, unknown);
    };
  }

  /**
   * Recognises who has signed in with a browser by its cookie; one that is good no more is none.
   */
  Caller browsing(Tx tx, Secret cookie, String address) {
    if (tokens.recognise(tx, cookie) instanceof Tokens.Recognised.Good(var token)
        && token.grant() instanceof Grant.Browser(var name)) {
      boolean active =
          users.find(tx, name).filter(found -> found.disabledAt().isEmpty()).isPresent();
      return active ? person(tx, name, token, address) : ANYONE;
    }
    return ANYONE;
  }

  /** Refuses a text that is no token of ours, unless it is clearly no token at all. */
  static Caller unknown(Action action, Credential credential, Tokens.Recognised.Unknown unknown) {
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

  private Caller bearer(Tx tx, Token token, String address) {
    return switch (token.grant()) {
      case Grant.Session(var user) -> person(tx, user, token, address);
      case Grant.Browser _ -> throw new IllegalStateException("A cookie is no bearer token");
      case Grant.Granular(var user, var terms) -> {
        if (!terms.admits(address)) {
          throw new PeopleProblem.AddressNotAllowed(address).asException();
        }
        yield person(tx, user, token, address);
      }
      case Grant.OfJob grant -> new Caller.Job(token.id(), grant);
    };
  }

  private Caller person(Tx tx, UserName user, Token token, String address) {
    var person = new Caller.Person(current(tx, user), token, Proof.NONE);
    tokens.used(token.id(), address);
    return person;
  }

  /** Returns a user who is not disabled. */
  User current(Tx tx, UserName name) {
    return users
        .find(tx, name)
        .filter(user -> user.disabledAt().isEmpty())
        .orElseThrow(() ->
            new PeopleProblem.UnusableCredential("The user of this token is disabled.")
                .asException());
  }

  static ProblemException notSignedIn(String hint) {
    return new PeopleProblem.NotSignedIn(hint).asException();
  }
}

package dev.imprimatur.signin;

import static dev.imprimatur.http.Method.DELETE;
import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Method.POST;
import static dev.imprimatur.http.Method.PUT;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Quota;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.RequestProblem;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Grant;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The addresses of {@code npm login --auth-type=legacy}, {@code npm logout} and {@code npm whoami},
 * and one for whoever finds a token that leaked. npm's web login has its own, {@link
 * ChallengeRoutes}.
 */
public final class SignInRoutes {
  private static final String LOGIN_PREFIX = "org.couchdb.user:";
  private static final int BODY_BYTES_MAX = 16 * 1024;

  private final Sessions signingIn;
  private final Newcomers newcomers;

  public SignInRoutes(Sessions signingIn, Newcomers newcomers) {
    this.signingIn = signingIn;
    this.newcomers = newcomers;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        Route.<Action, Caller>route(
                PUT, "/-/user/{login}", request -> new Action.Nothing(), this::signIn)
            .within(Quota.SIGN_IN),
        route(DELETE, "/-/user/token/{token}", SignInRoutes::leaving, this::signOut),
        route(POST, "/-/api/v1/tokens/report", request -> new Action.Nothing(), this::report),
        route(GET, "/-/whoami", request -> new Action.SignedIn(), this::whoami));
  }

  /** Signs in, and ignores a token that the client still has: it signs in because that is stale. */
  private Reply signIn(Request request, Caller caller) throws IOException {
    if (!(request.json(BODY_BYTES_MAX) instanceof JsonObject body)) {
      throw malformed("its body is not an object");
    }
    var login = request.parameter("login");
    var name = body.text("name").orElse("");
    if (!login.equals(LOGIN_PREFIX + name)) {
      throw malformed("its address and its body name different users");
    }
    var password = Secret.of(body.text("password").orElse(""));
    var attempt = new Users.Attempt(userName(name), password, request.address());
    var code = request.header("npm-otp").map(Secret::of);
    body.text("email").ifPresent(email -> newcomers.welcome(attempt, email));
    var session = signingIn.signIn(attempt, code);
    return Reply.json(
        201,
        JsonObject.with("ok", true)
            .and("id", login)
            .and("rev", "1-0")
            .and("token", session.text().reveal())
            .build());
  }

  /**
   * Lets whoever shows a token revoke it, whatever its state: npm forgets it only when it is told
   * that it was signed out.
   */
  private static Action leaving(Request request) {
    boolean shown = request.bearer().equals(Optional.of(leftBy(request)));
    return shown ? new Action.Nothing() : new Action.SignedIn();
  }

  /** Revokes the token that the caller came with, or another one of their own. */
  private Reply signOut(Request request, Caller caller) {
    switch (caller) {
      case Caller.Anyone _ -> signingIn.signOut(leftBy(request));
      case Caller.Person _, Caller.Job _, Caller.Operator _, Caller.Registry _ ->
          signingIn.signOut(leftBy(request), caller);
    }
    return Reply.json(200, JsonObject.with("ok", true).build());
  }

  private static Secret leftBy(Request request) {
    return Secret.of(request.parameter("token"));
  }

  /**
   * Reports a token; the body is {@code {"token": "..."}}, and the answer is the same whether it
   * was one.
   */
  private Reply report(Request request, Caller caller) throws IOException {
    if (!(request.json(BODY_BYTES_MAX) instanceof JsonObject body)) {
      throw malformed("its body is not an object");
    }
    signingIn.report(Secret.of(body.text("token").orElse("")), request.address());
    return Reply.empty(204, List.of());
  }

  private Reply whoami(Request request, Caller caller) {
    var name =
        switch (caller) {
          case Caller.Person(var user, _, _) -> user.name().value();
          case Caller.Job(_, var grant) ->
              grant.source().speaksAs().title() + ", " + described(grant);
          case Caller.Anyone _, Caller.Operator _, Caller.Registry _ ->
              throw new IllegalStateException("No such caller sends requests");
        };
    return Reply.json(200, JsonObject.with("username", name).build());
  }

  private static String described(Grant.OfJob grant) {
    return switch (grant) {
      case Grant.Minted minted -> "trusted publisher of " + minted.name();
      case Grant.Managing managing -> "manager of the publishers of " + managing.packages();
      case Grant.Reading _ -> "reader";
    };
  }

  /** Reads a name; a text that can be no name stands for a user who does not exist. */
  private static UserName userName(String text) {
    try {
      return new UserName(text);
    } catch (ProblemException e) {
      throw new PeopleProblem.SignInRefused().asException();
    }
  }

  private static ProblemException malformed(String why) {
    return new RequestProblem.MalformedRequest(why).asException();
  }
}

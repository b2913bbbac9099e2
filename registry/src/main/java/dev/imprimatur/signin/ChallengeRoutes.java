package dev.imprimatur.signin;

import static dev.imprimatur.http.Method.POST;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Header;
import dev.imprimatur.http.Method;
import dev.imprimatur.http.PublicUrl;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Quota;
import dev.imprimatur.secondfactor.Challenges;
import dev.imprimatur.secret.Secret;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses of npm's web sign-in and web challenges: one that begins a sign-in, and one that a
 * client asks until its user has answered. Credentials are ignored at both, as a client that signs
 * in may have a stale one.
 */
public final class ChallengeRoutes {
  /** The pause between two questions; without one npm would ask again at once, without an end. */
  private static final Header PAUSE = new Header("retry-after", "2");

  private final WebSignIn signIn;
  private final PublicUrl publicUrl;

  public ChallengeRoutes(WebSignIn signIn, PublicUrl publicUrl) {
    this.signIn = signIn;
    this.publicUrl = publicUrl;
  }

  /** Returns the routes; npm asks with whatever method it was about to use. */
  public List<Route<Action, Caller>> routes() {
    return Stream.concat(
            Stream.of(route(POST, "/-/v1/login", this::begin).within(Quota.SIGN_IN)),
            Stream.of(Method.values())
                .map(method -> route(method, "/-/v1/done/{challenge}", this::answer)))
        .toList();
  }

  private static Route<Action, Caller> route(
      Method method, String path, dev.imprimatur.http.Handler<Caller> handler) {
    return Route.route(method, path, request -> new Action.Nothing(), handler);
  }

  private Reply begin(Request request, Caller caller) {
    var command = request.header("npm-command").orElse("");
    var fresh = signIn.begin(command, request.address());
    var base = publicUrl.seenBy(request);
    return Reply.json(
        200,
        JsonObject.with("loginUrl", Challenges.pageAddress(base, fresh))
            .and("doneUrl", Challenges.doneAddress(base, fresh))
            .build());
  }

  private Reply answer(Request request, Caller caller) {
    return signIn
        .answer(Secret.of(request.parameter("challenge")))
        .map(token -> Reply.json(200, JsonObject.with("token", token.reveal()).build()))
        .orElseGet(() -> Reply.json(202, JsonObject.EMPTY).with(PAUSE));
  }
}

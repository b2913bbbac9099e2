package dev.imprimatur.exchange;

import static dev.imprimatur.http.Method.POST;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Handler;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.problem.RequestProblem;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Tokens;
import dev.imprimatur.trust.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The route of the token exchange (npm's API documentation, {@code exchangeOidcToken}), and our own
 * around it. The identity token is the proof here, and each route verifies it itself.
 */
public final class ExchangeRoutes {
  private static final int BODY_BYTES_MAX = 64 * 1024;
  private static final Secret NONE = Secret.of("");

  private static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";
  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  private final Exchange exchange;
  private final ReadAndManageTokens jobTokens;
  private final ExchangeExplainer explainer;

  public ExchangeRoutes(
      Exchange exchange, ReadAndManageTokens jobTokens, ExchangeExplainer explainer) {
    this.exchange = exchange;
    this.jobTokens = jobTokens;
    this.explainer = explainer;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        proving("/-/npm/v1/oidc/token/exchange/package/{package}", this::exchange),
        proving("/-/api/v1/oidc/read-token", this::readToken),
        proving("/-/api/v1/oidc/manage-token/{package}", this::manageToken),
        proving("/access/api/v1/oidc/token", this::accessToken),
        proving("/-/api/v1/oidc/explain/{package}", this::explain),
        Route.route(
            POST,
            "/-/api/v1/oidc/simulate/{package}",
            request -> Action.Decide.about(name(request)),
            this::simulate));
  }

  private static Route<Action, Caller> proving(String path, Handler<Caller> handler) {
    return Route.<Action, Caller>route(POST, path, request -> new Action.Nothing(), noting(handler))
        .noticed()
        .alsoAtHostRoot();
  }

  /** Logs with a refused request the verdict that reply and event are written from. */
  private static Handler<Caller> noting(Handler<Caller> handler) {
    return (request, caller) -> {
      try {
        return handler.answer(request, caller);
      } catch (RefusedException e) {
        e.nearest()
            .ifPresent(match -> {
              request.note("publisher.id", match.publisher().id().toString());
              request.note("verdict", match.verdict().words());
            });
        throw e.problem().asException();
      }
    };
  }

  private Reply exchange(Request request, Caller caller) {
    return token(exchange.exchange(name(request), idToken(request), asked(request)));
  }

  private Reply readToken(Request request, Caller caller) {
    return token(jobTokens.forReading(idToken(request)));
  }

  private Reply manageToken(Request request, Caller caller) {
    return token(jobTokens.forManaging(new Target(request.parameter("package")), idToken(request)));
  }

  /**
   * Gives the token to read with in the form in which JFrog's Access gives its own (RFC 8693, as
   * JSON), which is what Dependabot can ask for (github.com/dependabot/proxy, {@code
   * actions_oidc.go}). It takes the host of the registry's address alone, and wants 200.
   */
  private Reply accessToken(Request request, Caller caller) throws IOException {
    if (!(request.json(BODY_BYTES_MAX) instanceof JsonObject body)
        || !body.text("grant_type").equals(Optional.of(TOKEN_EXCHANGE))
        || !body.text("subject_token_type").equals(Optional.of(ID_TOKEN))) {
      throw new RequestProblem.MalformedRequest(
              "its body asks for no exchange of an identity token (RFC 8693)")
          .asException();
    }
    var fresh = jobTokens.forReading(Secret.of(body.text("subject_token").orElse("")));
    var token = fresh.token();
    var lifetime = Duration.between(token.createdAt(), token.expiresAt().orElseThrow());
    return Reply.json(
        200,
        JsonObject.with("access_token", fresh.text().reveal())
            .and("issued_token_type", ACCESS_TOKEN)
            .and("token_type", "Bearer")
            .and("expires_in", lifetime.toSeconds())
            .build());
  }

  private Reply explain(Request request, Caller caller) {
    return Reply.json(200, explainer.explain(name(request), idToken(request)));
  }

  /** The body is {@code {"issuer": "...", "claims": {...}}}. */
  private Reply simulate(Request request, Caller caller) throws IOException {
    if (!(request.json(BODY_BYTES_MAX) instanceof JsonObject body)) {
      throw new RequestProblem.MalformedRequest("its body is not an object").asException();
    }
    var claims =
        body.object("claims")
            .orElseThrow(
                () -> new RequestProblem.MalformedRequest("its body has no claims").asException());
    var issuer = body.text("issuer").or(() -> claims.text("iss")).orElse("");
    return Reply.json(200, explainer.simulate(name(request), issuer, claims));
  }

  private static Reply token(Tokens.Fresh fresh) {
    return Reply.json(
        201,
        JsonObject.with("token_type", "oidc")
            .and("token", fresh.text().reveal())
            .and("created", fresh.token().createdAt())
            .and("expires", fresh.token().expiresAt().orElseThrow())
            .build());
  }

  /**
   * Parses the restrictions; npm never asks for any, but a job that knows what it will publish can.
   */
  private static ExchangeRequest asked(Request request) {
    return new ExchangeRequest(
        request.header("npm-command").orElse(""),
        request.query("version").map(Version::cleaned),
        request.query("integrity").map(ExchangeRoutes::integrity),
        request.query("uses").filter("1"::equals).isPresent());
  }

  private static Integrity integrity(String text) {
    return Integrity.of(text)
        .orElseThrow(() ->
            new RequestProblem.MalformedRequest("its integrity is not one sha512 digest")
                .asException());
  }

  /**
   * The identity token of a request; a request without one is refused like a bad one, and as
   * visibly.
   */
  private static Secret idToken(Request request) {
    return request.bearer().orElse(NONE);
  }

  private static PackageName name(Request request) {
    return new PackageName(request.parameter("package"));
  }
}

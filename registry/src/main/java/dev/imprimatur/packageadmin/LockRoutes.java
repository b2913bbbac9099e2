package dev.imprimatur.packageadmin;

import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Method.PUT;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.RequestProblem;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.Token;
import dev.imprimatur.trust.Locks.Lock;
import dev.imprimatur.trust.PublishingAccess;
import dev.imprimatur.trust.PublishingAccess.Writers;
import dev.imprimatur.trust.Target;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The address of a package's publishing access: {@code {"writers": "second-factor", "ownOnly":
 * false, "stagedOnly": true, "fourEyes": true, "approvers": ["bob"]}}. A whole scope is written
 * {@code @acme/*}.
 */
public final class LockRoutes {
  private static final String PUBLISHING = "/-/api/v1/publishing/{package}";
  private static final int BODY_BYTES_MAX = 1024;

  private final PublishingAccessChange publishingAccess;

  public LockRoutes(PublishingAccessChange publishingAccess) {
    this.publishingAccess = publishingAccess;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, PUBLISHING, LockRoutes::decide, this::show),
        route(PUT, PUBLISHING, LockRoutes::decide, this::set));
  }

  private Reply show(Request request, Caller caller) {
    var target = target(request);
    return Reply.json(200, json(target, publishingAccess.of(target)));
  }

  private Reply set(Request request, Caller caller) throws IOException {
    if (!(request.json(BODY_BYTES_MAX) instanceof JsonObject body)) {
      throw new RequestProblem.MalformedRequest("its body is not an object").asException();
    }
    var target = target(request);
    return Reply.json(200, json(target, publishingAccess.set(target, access(body), caller)));
  }

  private static PublishingAccess access(JsonObject body) {
    return new PublishingAccess(
        writers(body),
        truth(body, "ownOnly"),
        truth(body, "stagedOnly"),
        truth(body, "fourEyes"),
        approvers(body));
  }

  /** Reads who may write; {@code trustedOnly} says the same of the strictest. */
  private static Writers writers(JsonObject body) {
    boolean trustedOnly = truth(body, "trustedOnly");
    var otherwise = trustedOnly ? Writers.TRUSTED_ONLY : Writers.OPEN;
    var writers = body.has("writers") ? Writers.of(text(body.get("writers"))) : otherwise;
    if (body.has("trustedOnly") && trustedOnly != (writers == Writers.TRUSTED_ONLY)) {
      throw malformed("\"writers\" and \"trustedOnly\" contradict each other");
    }
    return writers;
  }

  private static String text(Optional<JsonValue> value) {
    return value.orElseThrow() instanceof JsonText(var text) ? text : "";
  }

  private static List<String> approvers(JsonObject body) {
    return switch (body.get("approvers").orElse(JsonArray.EMPTY)) {
      case JsonArray(var items) -> items.stream().map(LockRoutes::approver).toList();
      default -> throw malformed("\"approvers\" is a list of users");
    };
  }

  private static String approver(JsonValue item) {
    if (item instanceof JsonText(var name)) {
      return name;
    }
    throw malformed("\"approvers\" is a list of users");
  }

  private static JsonObject json(Target target, PublishingAccessChange.State state) {
    var lock = state.lock();
    var access = lock.map(Lock::access).orElse(PublishingAccess.OPEN);
    var json = access.json().but().and("target", target.value());
    lock.ifPresent(each -> json.and("setAt", each.at()).and("setBy", each.by()));
    var tokens = state.tokens().stream().<JsonValue>map(LockRoutes::json).toList();
    return json.and("tokens", new JsonArray(tokens)).build();
  }

  /** Shows enough to find a token among others, and nothing to use it with. */
  private static JsonObject json(Token token) {
    var json = JsonObject.with("id", token.id().toString());
    token.owner().ifPresent(owner -> json.and("user", owner.toString()));
    json.and("endsWith", token.endsWith()).and("createdAt", token.createdAt());
    token.expiresAt().ifPresent(end -> json.and("expiresAt", end));
    if (token.grant() instanceof Grant.Granular granular) {
      json.and("name", granular.terms().name());
      json.and(
          "packages",
          JsonArray.ofTexts(granular.terms().packages().stream().map(PackageGlob::value).toList()));
    }
    return json.and("kind", token.grant() instanceof Grant.Session ? "session" : "granular")
        .build();
  }

  private static boolean truth(JsonObject body, String name) {
    return switch (body.get(name).orElse(new JsonBoolean(false))) {
      case JsonBoolean(var truth) -> truth;
      default -> throw malformed("\"%s\" is true or false".formatted(name));
    };
  }

  private static ProblemException malformed(String why) {
    return new RequestProblem.MalformedRequest(why).asException();
  }

  private static Action decide(Request request) {
    return new Action.Decide(target(request));
  }

  private static Target target(Request request) {
    return new Target(request.parameter("package"));
  }
}

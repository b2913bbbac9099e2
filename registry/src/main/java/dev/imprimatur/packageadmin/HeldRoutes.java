package dev.imprimatur.packageadmin;

import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Method.POST;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.HeldSummary;
import java.util.List;

/** The addresses of a package's versions that are held for an owner. */
public final class HeldRoutes {
  private static final String HELD = "/-/api/v1/held/{package}";

  private final HeldReview holding;

  public HeldRoutes(HeldReview holding) {
    this.holding = holding;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, HELD, HeldRoutes::decide, this::list),
        route(POST, HELD + "/{id}/release", HeldRoutes::decide, this::release),
        route(POST, HELD + "/{id}/discard", HeldRoutes::decide, this::discard));
  }

  private Reply list(Request request, Caller caller) {
    return Reply.json(
        200,
        new JsonArray(
            holding.of(name(request)).stream().<JsonValue>map(HeldRoutes::json).toList()));
  }

  private Reply release(Request request, Caller caller) {
    return Reply.json(200, json(holding.release(name(request), request.parameter("id"), caller)));
  }

  private Reply discard(Request request, Caller caller) {
    return Reply.json(200, json(holding.discard(name(request), request.parameter("id"), caller)));
  }

  private static JsonObject json(HeldSummary held) {
    return JsonObject.with("id", held.id().toString())
        .and("version", held.version().value())
        .and("tag", held.tag().value())
        .and("why", held.why())
        .and("heldAt", held.heldAt())
        .and("integrity", held.integrity().value())
        .and("bytes", held.bytes())
        .and("publishedBy", held.publication().json())
        .build();
  }

  private static Action decide(Request request) {
    return Action.Decide.about(name(request));
  }

  private static PackageName name(Request request) {
    return new PackageName(request.parameter("package"));
  }
}

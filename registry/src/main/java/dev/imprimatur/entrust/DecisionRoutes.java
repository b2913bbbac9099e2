package dev.imprimatur.entrust;

import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Method.POST;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.entrust.Deciding.Question;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.PackageName;
import java.util.List;

/** What an owner has to decide about the projects of trusted publishers. */
public final class DecisionRoutes {
  private static final String DECISIONS = "/-/api/v1/decisions/{package}";

  private final Deciding deciding;

  public DecisionRoutes(Deciding deciding) {
    this.deciding = deciding;
  }

  public List<Route<Demand, Caller>> routes() {
    return List.of(
        route(GET, DECISIONS, DecisionRoutes::decide, this::list),
        route(POST, DECISIONS + "/{id}/accept", DecisionRoutes::decide, this::accept),
        route(POST, DECISIONS + "/{id}/dismiss", DecisionRoutes::decide, this::dismiss));
  }

  private Reply list(Request request, Caller caller) {
    var asked = deciding.of(name(request));
    return Reply.json(
        200, new JsonArray(asked.stream().<JsonValue>map(DecisionRoutes::json).toList()));
  }

  private Reply accept(Request request, Caller caller) {
    return decided(request, true, caller);
  }

  private Reply dismiss(Request request, Caller caller) {
    return decided(request, false, caller);
  }

  private Reply decided(Request request, boolean accepted, Caller caller) {
    var choice = new Deciding.Choice(name(request), request.parameter("id"), accepted);
    deciding.decide(choice, caller);
    return Reply.empty(204, List.of());
  }

  private static JsonObject json(Question question) {
    var drift = question.drift();
    var json =
        JsonObject.with("id", drift.id().toString())
            .and("publisher", drift.publisher().toString())
            .and("kind", drift.kind().wire())
            .and("project", question.project())
            .and("ids", drift.ids())
            .and("said", drift.said())
            .and("firstAt", drift.firstAt())
            .and("lastAt", drift.lastAt())
            .and("times", drift.times());
    drift
        .decision()
        .ifPresent(decision ->
            json.and(
                "decision",
                JsonObject.with("accepted", decision.accepted())
                    .and("at", decision.at())
                    .and("by", decision.by())
                    .build()));
    return json.build();
  }

  private static Demand decide(Request request) {
    return Demand.Decide.about(name(request));
  }

  private static PackageName name(Request request) {
    return new PackageName(request.parameter("package"));
  }
}

package dev.imprimatur.trustadmin;

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
import dev.imprimatur.trustadmin.DriftDecisions.Question;
import java.util.List;

/** The routes of the drifts that an owner has to decide about. */
public final class DriftDecisionRoutes {
  private static final String DECISIONS = "/-/api/v1/decisions/{package}";

  private final DriftDecisions driftDecisions;

  public DriftDecisionRoutes(DriftDecisions driftDecisions) {
    this.driftDecisions = driftDecisions;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, DECISIONS, DriftDecisionRoutes::decide, this::list),
        route(POST, DECISIONS + "/{id}/accept", DriftDecisionRoutes::decide, this::accept),
        route(POST, DECISIONS + "/{id}/dismiss", DriftDecisionRoutes::decide, this::dismiss));
  }

  private Reply list(Request request, Caller caller) {
    var asked = driftDecisions.of(name(request));
    return Reply.json(
        200, new JsonArray(asked.stream().<JsonValue>map(DriftDecisionRoutes::json).toList()));
  }

  private Reply accept(Request request, Caller caller) {
    return decided(request, true, caller);
  }

  private Reply dismiss(Request request, Caller caller) {
    return decided(request, false, caller);
  }

  private Reply decided(Request request, boolean accepted, Caller caller) {
    var choice = new DriftDecisions.Choice(name(request), request.parameter("id"), accepted);
    driftDecisions.decide(choice, caller);
    return Reply.empty(204, List.of());
  }

  private static JsonObject json(Question question) {
    var drift = question.drift();
    var json =
        JsonObject.with("id", drift.id().toString())
            .and("publisher", drift.publisher().toString())
            .and("kind", drift.kind().wire());
    question.project().ifPresent(project -> json.and("project", project));
    json.and("ids", drift.ids())
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

  private static Action decide(Request request) {
    return Action.Decide.about(name(request));
  }

  private static PackageName name(Request request) {
    return new PackageName(request.parameter("package"));
  }
}

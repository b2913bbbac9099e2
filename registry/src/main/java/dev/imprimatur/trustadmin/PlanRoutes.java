package dev.imprimatur.trustadmin;

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
import java.io.IOException;
import java.util.List;

/**
 * The routes of plans: all trusted publishers of many packages at once, as a file in a repository
 * declares them. Permission is asked for each of these packages.
 */
public final class PlanRoutes {
  private static final int BODY_BYTES_MAX = 4 * 1024 * 1024;

  private final TrustPlan trustPlan;
  private final TrustJson trustJson;
  private final IdLookup lookup;

  public PlanRoutes(TrustPlan trustPlan, TrustJson trustJson, IdLookup lookup) {
    this.trustPlan = trustPlan;
    this.trustJson = trustJson;
    this.lookup = lookup;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(POST, "/-/api/v1/trust/plan", PlanRoutes::signedIn, this::plan),
        route(POST, "/-/api/v1/trust/apply", PlanRoutes::signedIn, this::apply));
  }

  private Reply plan(Request request, Caller caller) throws IOException {
    return reply(trustPlan.plan(declared(request, caller), caller));
  }

  private Reply apply(Request request, Caller caller) throws IOException {
    return reply(trustPlan.apply(declared(request, caller), caller));
  }

  private List<TrustDeclaration> declared(Request request, Caller caller) throws IOException {
    var declared = TrustDeclaration.read(request.json(BODY_BYTES_MAX), trustJson);
    // Before any look-up, so that a caller without permission makes us ask nobody.
    trustPlan.require(declared, caller);
    return declared.stream().map(each -> each.completed(lookup)).toList();
  }

  private Reply reply(List<PlanStep> steps) {
    return Reply.json(
        200,
        JsonObject.with("steps", new JsonArray(steps.stream().<JsonValue>map(this::json).toList()))
            .build());
  }

  private JsonObject json(PlanStep step) {
    return switch (step) {
      case PlanStep.Kept(var publisher) ->
          JsonObject.with("step", "keep")
              .and("target", publisher.target().value())
              .and("publisher", trustJson.write(publisher))
              .build();
      case PlanStep.Removed(var publisher) ->
          JsonObject.with("step", "remove")
              .and("target", publisher.target().value())
              .and("publisher", trustJson.write(publisher))
              .build();
      case PlanStep.Edited(var before, var spec) ->
          JsonObject.with("step", "edit")
              .and("target", spec.target().value())
              .and("publisher", trustJson.write(before))
              .and("wanted", trustJson.write(spec))
              .build();
      case PlanStep.Added(var spec) ->
          JsonObject.with("step", "add")
              .and("target", spec.target().value())
              .and("wanted", trustJson.write(spec))
              .build();
    };
  }

  private static Action signedIn(Request request) {
    return new Action.SignedIn();
  }
}

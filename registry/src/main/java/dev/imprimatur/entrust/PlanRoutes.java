package dev.imprimatur.entrust;

import static dev.imprimatur.http.Method.POST;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import java.io.IOException;
import java.util.List;

/**
 * All trusted publishers of many packages at once, as a file in a repository declares them. Whether
 * the caller may decide about each of these packages is asked for each of them.
 */
public final class PlanRoutes {
  private static final int BODY_BYTES_MAX = 4 * 1024 * 1024;

  private final Planning planning;
  private final TrustJson trustJson;
  private final IdLookup lookup;

  public PlanRoutes(Planning planning, TrustJson trustJson, IdLookup lookup) {
    this.planning = planning;
    this.trustJson = trustJson;
    this.lookup = lookup;
  }

  public List<Route<Demand, Caller>> routes() {
    return List.of(
        route(POST, "/-/api/v1/trust/plan", PlanRoutes::signedIn, this::plan),
        route(POST, "/-/api/v1/trust/apply", PlanRoutes::signedIn, this::apply));
  }

  private Reply plan(Request request, Caller caller) throws IOException {
    return reply(planning.plan(declared(request, caller), caller));
  }

  private Reply apply(Request request, Caller caller) throws IOException {
    return reply(planning.apply(declared(request, caller), caller));
  }

  private List<Declared> declared(Request request, Caller caller) throws IOException {
    var declared = Declared.read(request.json(BODY_BYTES_MAX), trustJson);
    // Whoever may not decide here makes us ask nobody.
    planning.require(declared, caller);
    return declared.stream().map(each -> each.completed(lookup)).toList();
  }

  private Reply reply(List<Planned> steps) {
    return Reply.json(
        200,
        JsonObject.with("steps", new JsonArray(steps.stream().<JsonValue>map(this::json).toList()))
            .build());
  }

  private JsonObject json(Planned step) {
    return switch (step) {
      case Planned.Kept(var publisher) ->
          JsonObject.with("step", "keep")
              .and("target", publisher.target().value())
              .and("publisher", trustJson.write(publisher))
              .build();
      case Planned.Removed(var publisher) ->
          JsonObject.with("step", "remove")
              .and("target", publisher.target().value())
              .and("publisher", trustJson.write(publisher))
              .build();
      case Planned.Edited(var before, var wish) ->
          JsonObject.with("step", "edit")
              .and("target", wish.target().value())
              .and("publisher", trustJson.write(before))
              .and("wanted", trustJson.write(wish))
              .build();
      case Planned.Added(var wish) ->
          JsonObject.with("step", "add")
              .and("target", wish.target().value())
              .and("wanted", trustJson.write(wish))
              .build();
    };
  }

  private static Demand signedIn(Request request) {
    return new Demand.SignedIn();
  }
}

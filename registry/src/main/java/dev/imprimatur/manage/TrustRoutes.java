package dev.imprimatur.manage;

import static dev.imprimatur.http.Method.DELETE;
import static dev.imprimatur.http.Method.GET;
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
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.trust.Issuers;
import dev.imprimatur.trust.PublisherId;
import java.io.IOException;
import java.util.List;

/** The addresses of {@code npm trust} (npm's API documentation, {@code trust.yaml}). */
public final class TrustRoutes {
  private static final String TRUST = "/-/package/{package}/trust";

  private final TrustKeeping keeping;
  private final TrustJson json;
  private final int bodyBytesMax;

  public TrustRoutes(TrustKeeping keeping, Issuers issuers, Limits limits) {
    this.keeping = keeping;
    this.json = new TrustJson(issuers);
    this.bodyBytesMax = limits.requests().bodyBytesMax();
  }

  public List<Route<Demand, Caller>> routes() {
    return List.of(
        route(GET, TRUST, TrustRoutes::manage, this::list),
        route(POST, TRUST, TrustRoutes::manage, this::add),
        route(DELETE, TRUST + "/{id}", TrustRoutes::manage, this::remove));
  }

  private Reply list(Request request, Caller caller) {
    return Reply.json(
        200, new JsonArray(keeping.of(name(request)).stream().map(json::write).toList()));
  }

  /** npm sends an array, of one so far; all of it is added or nothing. */
  private Reply add(Request request, Caller caller) throws IOException {
    var name = name(request);
    var wishes =
        wished(request.json(bodyBytesMax)).stream()
            .map(wish -> json.read(name, wish, caller.actor().value()))
            .toList();
    var added = keeping.add(name, wishes, caller);
    return Reply.json(201, new JsonArray(added.stream().map(json::write).toList()));
  }

  private Reply remove(Request request, Caller caller) {
    keeping.remove(name(request), PublisherId.of(request.parameter("id")), caller);
    return Reply.empty(204, List.of());
  }

  private static List<JsonObject> wished(JsonValue body) {
    var items = body instanceof JsonArray(var array) ? array : List.of(body);
    return items.stream()
        .map(item ->
            item instanceof JsonObject object
                ? object
                : fail("each of them is an object with type, claims and permissions"))
        .toList();
  }

  private static JsonObject fail(String why) {
    throw new Problem.InvalidPublisher(why).asException();
  }

  private static Demand manage(Request request) {
    return new Demand.Manage(name(request));
  }

  private static PackageName name(Request request) {
    return new PackageName(request.parameter("package"));
  }
}

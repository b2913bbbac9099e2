package dev.imprimatur.entrust;

import static dev.imprimatur.http.Method.POST;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.trust.Target;
import java.util.List;

/** Where an owner accepts what a refused attempt offers; the other events are only read. */
public final class MendingRoutes {
  private final Mending mending;
  private final TrustJson json;

  public MendingRoutes(Mending mending, TrustJson json) {
    this.mending = mending;
    this.json = json;
  }

  public List<Route<Demand, Caller>> routes() {
    return List.of(
        route(
            POST,
            "/-/api/v1/events/{package}/{id}/accept",
            request -> new Demand.Trust(Target.of(name(request))),
            this::accept));
  }

  private Reply accept(Request request, Caller caller) {
    var accepted = mending.accept(name(request), request.parameter("id"), caller);
    return Reply.json(200, json.writeAll(accepted));
  }

  private static PackageName name(Request request) {
    return new PackageName(request.parameter("package"));
  }
}

package dev.imprimatur.trustadmin;

import static dev.imprimatur.http.Method.POST;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.trust.Target;
import java.util.List;

/** The route on which an owner accepts the fix of a refused attempt; other events are only read. */
public final class SuggestedFixRoutes {
  private final SuggestedFixes suggestedFixes;
  private final TrustJson json;

  public SuggestedFixRoutes(SuggestedFixes suggestedFixes, TrustJson json) {
    this.suggestedFixes = suggestedFixes;
    this.json = json;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(
            POST,
            "/-/api/v1/events/{package}/{id}/accept",
            request -> new Action.Trust(Target.of(name(request))),
            this::accept));
  }

  private Reply accept(Request request, Caller caller) {
    var accepted = suggestedFixes.accept(name(request), request.parameter("id"), caller);
    return Reply.json(200, json.writeAll(accepted));
  }

  private static PackageName name(Request request) {
    return new PackageName(request.parameter("package"));
  }
}

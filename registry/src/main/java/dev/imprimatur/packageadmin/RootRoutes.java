package dev.imprimatur.packageadmin;

import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.provenancepolicy.RootFolder;
import java.time.InstantSource;
import java.util.List;

/**
 * The address of the roots that this registry trusts to vouch for builds: with what, since when,
 * and until when.
 */
public final class RootRoutes {
  private final RootFolder roots;
  private final InstantSource clock;

  public RootRoutes(RootFolder roots, InstantSource clock) {
    this.roots = roots;
    this.clock = clock;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, "/-/api/v1/trust-roots", request -> new Action.Administer(), this::list));
  }

  private Reply list(Request request, Caller caller) {
    var now = clock.instant();
    var current = roots.current();
    var all = current.all().stream().<JsonValue>map(root -> root.json(now)).toList();
    return Reply.json(
        200,
        JsonObject.with("roots", new JsonArray(all))
            .and("broken", JsonArray.ofTexts(current.broken()))
            .build());
  }
}

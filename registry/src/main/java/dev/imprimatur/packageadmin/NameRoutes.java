package dev.imprimatur.packageadmin;

import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonObject;
import java.util.List;

/** The address at which somebody asks whether a name is free, and why not. */
public final class NameRoutes {
  private final NameCheck names;

  public NameRoutes(NameCheck names) {
    this.names = names;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, "/-/api/v1/names/{package}", request -> new Action.SignedIn(), this::check));
  }

  private Reply check(Request request, Caller caller) {
    var name = request.parameter("package");
    var objection = names.objection(name, caller);
    var reply = JsonObject.with("name", name).and("free", objection.isEmpty());
    objection.ifPresent(problem -> reply.and("code", problem.code()).and("why", problem.detail()));
    return Reply.json(200, reply.build());
  }
}

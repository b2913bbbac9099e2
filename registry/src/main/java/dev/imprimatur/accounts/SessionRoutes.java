package dev.imprimatur.accounts;

import static dev.imprimatur.http.Method.DELETE;
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
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.Token;
import java.util.List;

/** The addresses at which somebody sees their sessions, and ends them one by one. */
public final class SessionRoutes {
  private final OwnSessions sessions;

  public SessionRoutes(OwnSessions sessions) {
    this.sessions = sessions;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, "/-/api/v1/sessions", request -> OwnSessions.MANAGE, this::list),
        route(DELETE, "/-/api/v1/sessions/{id}", request -> OwnSessions.MANAGE, this::end));
  }

  private Reply list(Request request, Caller caller) {
    var person = person(caller);
    var all = sessions.all(person);
    return Reply.json(
        200,
        JsonObject.with(
                "sessions",
                new JsonArray(
                    all.stream().<JsonValue>map(session -> json(session, person)).toList()))
            .build());
  }

  private static JsonObject json(Token session, Caller.Person person) {
    var json =
        JsonObject.with("id", session.id().toString())
            .and("kind", session.grant() instanceof Grant.Browser ? "browser" : "npm")
            .and("endsWith", session.endsWith())
            .and("created", session.createdAt())
            .and("current", session.id().equals(person.token().id()));
    session.expiresAt().ifPresent(end -> json.and("expires", end));
    return json.build();
  }

  private Reply end(Request request, Caller caller) {
    sessions.end(person(caller), request.parameter("id"));
    return Reply.empty(204, List.of());
  }

  private static Caller.Person person(Caller caller) {
    if (caller instanceof Caller.Person person) {
      return person;
    }
    throw new PeopleProblem.NotAllowed("A job of a CI system has no sessions.").asException();
  }
}

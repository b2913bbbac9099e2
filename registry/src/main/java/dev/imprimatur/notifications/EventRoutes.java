package dev.imprimatur.notifications;

import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Route.route;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.audit.Entry;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Header;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.trust.Target;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The addresses of the audit log: all of it for whoever runs the registry, and the events about a
 * package for its owners.
 */
public final class EventRoutes {
  private static final List<Header> JSON_LINES =
      List.of(
          new Header("content-type", "application/x-ndjson"),
          new Header("cache-control", "no-store"));

  private static final int LINES = 100;
  private static final int LINES_MAX = 500;
  private static final int EVENTS = 50;
  private static final int EVENTS_MAX = 100;

  private final EventQueries reading;

  public EventRoutes(EventQueries reading) {
    this.reading = reading;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, "/-/api/v1/audit", request -> new Action.Administer(), this::lines),
        route(GET, "/-/api/v1/audit/head", request -> new Action.Administer(), this::head),
        route(
            GET,
            "/-/api/v1/events/{package}",
            request -> new Action.History(target(request)),
            this::events));
  }

  /**
   * Answers exactly what {@code audit export} prints; the last line's number leads to the next
   * part.
   */
  private Reply lines(Request request, Caller caller) {
    var text =
        reading.after(request.number("after", 0), limit(request, LINES, LINES_MAX)).stream()
            .map(entry -> entry.exported() + "\n")
            .collect(Collectors.joining());
    return Reply.bytes(ByteBuffer.wrap(text.getBytes(UTF_8)), JSON_LINES);
  }

  private Reply head(Request request, Caller caller) {
    return Reply.json(200, JsonObject.with("head", reading.head().toString()).build());
  }

  private Reply events(Request request, Caller caller) {
    var found =
        reading.about(
            target(request),
            request.number("before", Long.MAX_VALUE),
            limit(request, EVENTS, EVENTS_MAX),
            caller);
    var json =
        JsonObject.with(
            "events",
            new JsonArray(found.entries().stream().<JsonValue>map(EventRoutes::written).toList()));
    found.before().ifPresent(seq -> json.and("before", seq));
    return Reply.json(200, json.build());
  }

  private static JsonObject written(Entry entry) {
    return JsonObject.with("seq", JsonNumber.of(entry.seq()))
        .and("id", entry.id())
        .and("at", entry.at())
        .and("kind", entry.kind().wire())
        .and("actor", entry.actor())
        .and("facts", entry.facts())
        .build();
  }

  private static int limit(Request request, int usual, int most) {
    return Math.clamp(request.number("limit", usual), 1, most);
  }

  private static Target target(Request request) {
    return new Target(request.parameter("package"));
  }
}

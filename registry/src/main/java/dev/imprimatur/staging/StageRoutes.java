package dev.imprimatur.staging;

import static dev.imprimatur.http.Method.DELETE;
import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Method.POST;
import static dev.imprimatur.http.Route.route;

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
import dev.imprimatur.npm.PackageName;
import java.util.List;

/** The addresses of {@code npm stage list}, {@code view}, {@code download} and the decisions. */
public final class StageRoutes {
  private static final String ONE = "/-/stage/{id}";
  private static final int ITEMS = 10;
  private static final int ITEMS_MAX = 100;
  private static final int PAGE_MAX = 1_000_000;

  private static final List<Header> TARBALL =
      List.of(
          new Header("content-type", "application/octet-stream"),
          new Header("x-content-type-options", "nosniff"),
          new Header("cache-control", "no-store"));

  private final StagedReview staging;

  public StageRoutes(StagedReview staging) {
    this.staging = staging;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, "/-/stage", StageRoutes::review, this::list),
        route(GET, ONE, StageRoutes::review, this::view),
        route(GET, ONE + "/tarball", StageRoutes::review, this::tarball),
        route(POST, ONE + "/approve", StageRoutes::review, this::approve),
        route(DELETE, ONE, StageRoutes::review, this::reject));
  }

  private Reply list(Request request, Caller caller) {
    long page = Math.min(request.number("page", 0), PAGE_MAX);
    int perPage = Math.clamp(request.number("perPage", ITEMS), 1, ITEMS_MAX);
    var window = new StagedReview.Window(page * perPage, perPage);
    var name = request.query("package").map(PackageName::new);
    var found =
        name.isPresent() ? staging.list(name.get(), window, caller) : staging.list(window, caller);
    return Reply.json(
        200,
        JsonObject.with(
                "items",
                new JsonArray(found.items().stream().<JsonValue>map(StageRoutes::json).toList()))
            .and("page", JsonNumber.of(page))
            .and("perPage", perPage)
            .and("total", found.total())
            .build());
  }

  private Reply view(Request request, Caller caller) {
    return Reply.json(200, json(staging.of(request.parameter("id"), caller)));
  }

  private Reply tarball(Request request, Caller caller) {
    var blob = staging.tarball(request.parameter("id"), caller);
    return Reply.file(blob.file(), blob.bytes(), TARBALL);
  }

  private Reply approve(Request request, Caller caller) {
    staging.approve(request.parameter("id"), caller);
    return Reply.json(
        201,
        JsonObject.with("message", "Package version approved and published successfully.").build());
  }

  private Reply reject(Request request, Caller caller) {
    staging.reject(request.parameter("id"), caller);
    return Reply.empty(204, List.of());
  }

  /**
   * Writes an item; npm prints members that it does not know as they are, so they must be texts.
   */
  static JsonObject json(StagedReview.Item item) {
    var staged = item.staged();
    var publication = staged.version().publication();
    var contents = staged.version().contents();
    var json =
        JsonObject.with("id", staged.id().toString())
            .and("packageName", staged.name().value())
            .and("version", staged.version().version().value())
            .and("status", "staged")
            .and("tag", staged.tag().value())
            .and("createdAt", staged.heldAt())
            .and("actor", publication.shown().name())
            .and("actorType", publication.isThroughTrust() ? "trusted automation" : "user")
            .and("access", item.visibility().stored())
            .and("shasum", contents.shasum())
            .and("integrity", contents.integrity().value());
    staged.staging().group().ifPresent(group -> json.and("group", group.toString()));
    return json.build();
  }

  private static Action review(Request request) {
    return new Action.Review();
  }
}

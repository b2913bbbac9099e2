package dev.imprimatur.staging;

import static dev.imprimatur.http.Method.DELETE;
import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Method.POST;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.packages.Packages.Held;
import dev.imprimatur.packages.StagedVersions.Outcome;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.RequestProblem;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The addresses of what npm has no command for: release groups, an approval that names the bytes,
 * and the waiting for a decision.
 */
public final class GroupRoutes {
  private static final String STAGE = "/-/api/v1/stage/";
  private static final String GROUPS = STAGE + "groups";
  private static final String GROUP = GROUPS + "/{id}";

  /** Shorter than what a connection may say nothing. */
  private static final int WAIT_SECONDS_MAX = 25;

  private final ReleaseGroups groups;
  private final StagedReview review;
  private final DecisionWait wait;
  private final int bodyBytesMax;

  public GroupRoutes(
      ReleaseGroups groups, StagedReview review, DecisionWait wait, int bodyBytesMax) {
    this.groups = groups;
    this.review = review;
    this.wait = wait;
    this.bodyBytesMax = bodyBytesMax;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, GROUPS, GroupRoutes::review, this::list),
        route(POST, GROUPS, GroupRoutes::review, this::make),
        route(GET, GROUP, GroupRoutes::review, this::show),
        route(POST, GROUP + "/approve", GroupRoutes::review, this::approve),
        route(DELETE, GROUP, GroupRoutes::review, this::reject),
        route(POST, STAGE + "{id}/approve", GroupRoutes::review, this::approveOne),
        route(GET, STAGE + "{id}/wait", _ -> new Action.SignedIn(), this::await));
  }

  private Reply list(Request request, Caller caller) {
    var all =
        groups.all(caller).entrySet().stream()
            .<JsonValue>map(group ->
                JsonObject.with("id", group.getKey().toString())
                    .and("versions", group.getValue().size())
                    .and(
                        "packages",
                        JsonArray.ofTexts(
                            group.getValue().stream()
                                .map(Held::name)
                                .map(Object::toString)
                                .distinct()
                                .toList()))
                    .build())
            .toList();
    return Reply.json(200, JsonObject.with("groups", new JsonArray(all)).build());
  }

  /** Makes a group; the body is {@code {"ids": ["0193..."]}}. */
  private Reply make(Request request, Caller caller) throws IOException {
    var ids = body(request).array("ids").orElse(JsonArray.EMPTY).items();
    var group = groups.make(ids.stream().map(GroupRoutes::text).distinct().toList(), caller);
    return Reply.json(201, json(group, caller));
  }

  private Reply show(Request request, Caller caller) {
    return Reply.json(200, json(group(request), caller));
  }

  private JsonObject json(UUID group, Caller caller) {
    var items = groups.of(group, caller).stream().<JsonValue>map(StageRoutes::json).toList();
    return JsonObject.with("id", group.toString()).and("items", new JsonArray(items)).build();
  }

  /**
   * Approves a group; the body is {@code {"versions": [{"id": "0193...", "integrity": "sha512-..."}
   * ]}}, with all that there is in it.
   */
  private Reply approve(Request request, Caller caller) throws IOException {
    groups.approve(group(request), seen(body(request)), caller);
    return Reply.json(
        201, JsonObject.with("message", "All of the release group is published.").build());
  }

  private static Map<String, Integrity> seen(JsonObject body) {
    var seen = new LinkedHashMap<String, Integrity>();
    for (var item : body.array("versions").orElseThrow(GroupRoutes::noVersions).items()) {
      if (!(item instanceof JsonObject version)) {
        throw noVersions();
      }
      var id = version.text("id").orElseThrow(GroupRoutes::noVersions);
      seen.put(id, integrity(version));
    }
    return seen;
  }

  private static ProblemException noVersions() {
    return malformed("\"versions\" lists the id and the integrity of each");
  }

  private Reply reject(Request request, Caller caller) {
    groups.reject(group(request), caller);
    return Reply.empty(204, List.of());
  }

  /** Approves one version; the body is {@code {"integrity": "sha512-..."}}. */
  private Reply approveOne(Request request, Caller caller) throws IOException {
    review.approve(request.parameter("id"), integrity(body(request)), caller);
    return Reply.json(
        201,
        JsonObject.with("message", "Package version approved and published successfully.").build());
  }

  /** Waits for a decision, at most for as many seconds as the query says. */
  private Reply await(Request request, Caller caller) {
    var atMost =
        Duration.ofSeconds(
            Math.clamp(request.number("seconds", WAIT_SECONDS_MAX), 0, WAIT_SECONDS_MAX));
    var id = request.parameter("id");
    return Reply.json(200, json(id, outcome(id, atMost, caller)));
  }

  private Optional<Outcome> outcome(String id, Duration atMost, Caller caller) {
    try {
      return wait.outcome(id, atMost, caller);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static JsonObject json(String id, Optional<Outcome> outcome) {
    var json = JsonObject.with("id", id);
    json.and("status", outcome.map(each -> each.kind().wire()).orElse("staged"));
    outcome.ifPresent(each ->
        json.and("packageName", each.name().value())
            .and("version", each.version().value())
            .and("integrity", each.integrity().value())
            .and("decidedAt", each.at()));
    return json.build();
  }

  private JsonObject body(Request request) throws IOException {
    if (request.json(bodyBytesMax) instanceof JsonObject body) {
      return body;
    }
    throw malformed("its body is not an object");
  }

  private static Integrity integrity(JsonObject json) {
    return new Integrity(
        json.text("integrity")
            .orElseThrow(() -> malformed("\"integrity\" says which bytes are approved")));
  }

  private static String text(JsonValue value) {
    if (value instanceof JsonText(var text)) {
      return text;
    }
    throw malformed("\"ids\" is a list of ids of staged versions");
  }

  private static UUID group(Request request) {
    var text = request.parameter("id");
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new PackageProblem.ReleaseGroupNotFound(text).asException();
    }
  }

  private static ProblemException malformed(String why) {
    return new RequestProblem.MalformedRequest(why).asException();
  }

  private static Action review(Request request) {
    return new Action.Review();
  }
}

package dev.imprimatur.trustadmin;

import static dev.imprimatur.http.Method.DELETE;
import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Method.POST;
import static dev.imprimatur.http.Method.PUT;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Header;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.limits.Quota;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.PublisherId;
import dev.imprimatur.trust.Target;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * The routes of {@code npm trust} (npm's API documentation, {@code trust.yaml}), and our own: a
 * publisher can be changed in place, and a pattern such as {@code @acme/*} may stand for a package.
 */
public final class TrustRoutes {
  private static final String TRUST = "/-/package/{package}/trust";
  private static final String PUBLISHERS = "/-/api/v1/publishers/{package}";

  private final TrustedPublishers keeping;
  private final VisiblePublishers visible;
  private final TrustJson json;
  private final IdLookup lookup;
  private final int bodyBytesMax;

  public TrustRoutes(
      TrustedPublishers keeping,
      VisiblePublishers visible,
      TrustJson json,
      IdLookup lookup,
      int bodyBytesMax) {
    this.keeping = keeping;
    this.visible = visible;
    this.json = json;
    this.lookup = lookup;
    this.bodyBytesMax = bodyBytesMax;
  }

  public List<Route<Action, Caller>> routes() {
    return Stream.<Route<Action, Caller>>of(
            route(GET, TRUST, TrustRoutes::trust, this::list),
            route(POST, TRUST, TrustRoutes::trust, this::add),
            route(PUT, TRUST + "/{id}", TrustRoutes::trust, this::edit),
            route(DELETE, TRUST + "/{id}", TrustRoutes::trust, this::remove),
            route(GET, PUBLISHERS, TrustRoutes::trust, this::listAll),
            route(POST, PUBLISHERS + "/{id}/pause", TrustRoutes::trust, this::pause),
            route(POST, PUBLISHERS + "/{id}/resume", TrustRoutes::trust, this::resume),
            route(POST, PUBLISHERS + "/{id}/reopen", TrustRoutes::trust, this::reopen))
        .map(route -> route.within(Quota.TRUST))
        .toList();
  }

  private Reply list(Request request, Caller caller) {
    var target = target(request);
    var found = visible.of(target, caller);
    var reply = Reply.json(200, new JsonArray(found.stream().map(this::written).toList()));
    return found.isEmpty() && visible.isFree(target)
        ? reply.with(Header.ofText("npm-notice", missing(target)))
        : reply;
  }

  private static String missing(Target target) {
    return "There is no package %s, and no publisher of yours waits for one. Is its name right?"
        .formatted(target);
  }

  private JsonValue written(Publisher publisher) {
    return json.write(publisher);
  }

  /** Adds the publishers of an array, all of them or none; npm sends only one so far. */
  private Reply add(Request request, Caller caller) throws IOException {
    var target = target(request);
    var specs =
        wished(request.json(bodyBytesMax)).stream()
            .map(spec -> json.read(target, spec))
            .map(lookup::completed)
            .toList();
    var added = keeping.add(target, specs, caller);
    var reply = Reply.json(201, new JsonArray(added.stream().map(this::written).toList()));
    return added.stream().anyMatch(each -> each.isPending())
        ? reply.with(Header.ofText("npm-notice", pending(target)))
        : reply;
  }

  private static String pending(Target target) {
    return ("%s does not exist yet: whom it trusts waits for its first publish. Is the name spelled"
            + " right?")
        .formatted(target);
  }

  private Reply edit(Request request, Caller caller) throws IOException {
    var spec = json.read(target(request), wished(request.json(bodyBytesMax)).getFirst());
    return Reply.json(
        200, json.writeAll(keeping.edit(id(request), lookup.completed(spec), caller)));
  }

  private Reply remove(Request request, Caller caller) {
    keeping.remove(target(request), id(request), caller);
    return Reply.empty(204, List.of());
  }

  /** Lists publishers; for a package also those of patterns that match it. */
  private Reply listAll(Request request, Caller caller) {
    var target = target(request);
    var found =
        target
            .name()
            .map(name -> visible.covering(name, caller))
            .orElseGet(() -> visible.of(target, caller));
    return Reply.json(200, new JsonArray(found.stream().<JsonValue>map(json::writeAll).toList()));
  }

  private Reply pause(Request request, Caller caller) {
    keeping.pause(target(request), id(request), caller);
    return changed(request);
  }

  private Reply resume(Request request, Caller caller) {
    keeping.resume(target(request), id(request), caller);
    return changed(request);
  }

  private Reply reopen(Request request, Caller caller) {
    keeping.reopen(target(request), id(request), caller);
    return changed(request);
  }

  private Reply changed(Request request) {
    return Reply.json(200, json.writeAll(visible.require(id(request))));
  }

  private static List<JsonObject> wished(JsonValue body) {
    var items = body instanceof JsonArray(var array) ? array : List.of(body);
    if (items.isEmpty()) {
      throw refusal("there is none in the body");
    }
    return items.stream()
        .map(item ->
            item instanceof JsonObject object
                ? object
                : fail("each of them is an object with type, claims and permissions"))
        .toList();
  }

  private static JsonObject fail(String why) {
    throw refusal(why);
  }

  private static RuntimeException refusal(String why) {
    return new TrustProblem.InvalidPublisher(why).asException();
  }

  private static Action trust(Request request) {
    return new Action.Trust(target(request));
  }

  private static Target target(Request request) {
    return new Target(request.parameter("package"));
  }

  private static PublisherId id(Request request) {
    return PublisherId.of(request.parameter("id"));
  }
}

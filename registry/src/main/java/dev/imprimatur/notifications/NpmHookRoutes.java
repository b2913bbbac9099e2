package dev.imprimatur.notifications;

import static dev.imprimatur.http.Method.DELETE;
import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Method.POST;
import static dev.imprimatur.http.Method.PUT;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.outbox.Webhook;
import dev.imprimatur.outbox.Webhook.Destination;
import dev.imprimatur.outbox.WebhookId;
import dev.imprimatur.outbox.WebhookKind;
import dev.imprimatur.outbox.WebhookScope;
import dev.imprimatur.outbox.WebhookSecret;
import dev.imprimatur.outbox.Webhooks;
import dev.imprimatur.problem.RequestProblem;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses of npm's hooks, which its own client has no command for any more. They are webhooks
 * that hear of what npm told of, in npm's form, signed with a secret that their owner chose.
 */
public final class NpmHookRoutes {
  private static final String HOOKS = "/-/npm/v1/hooks";
  private static final String ONE = HOOKS + "/hook/{id}";
  private static final int HOOKS_SHOWN_MAX = 100;

  private static final Set<WebhookKind> KINDS =
      Set.of(
          WebhookKind.PACKAGE_PUBLISHED,
          WebhookKind.DIST_TAG_CHANGED,
          WebhookKind.VERSION_DEPRECATED,
          WebhookKind.VERSION_REMOVED,
          WebhookKind.OWNER_CHANGED);

  private final WebhookAdmin admin;
  private final int bodyBytesMax;

  public NpmHookRoutes(WebhookAdmin admin, int bodyBytesMax) {
    this.admin = admin;
    this.bodyBytesMax = bodyBytesMax;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, HOOKS, NpmHookRoutes::signedIn, this::list),
        route(POST, HOOKS + "/hook", NpmHookRoutes::signedIn, this::add),
        route(GET, ONE, NpmHookRoutes::signedIn, this::show),
        route(PUT, ONE, NpmHookRoutes::signedIn, this::edit),
        route(DELETE, ONE, NpmHookRoutes::signedIn, this::remove));
  }

  private Reply list(Request request, Caller caller) {
    var about =
        request.query("package").map(name -> new WebhookScope.OfPackage(new PackageName(name)));
    var all =
        admin.chosenBy(caller).stream()
            .filter(webhook -> about.filter(each -> !each.equals(webhook.subject())).isEmpty())
            .toList();
    long offset = request.number("offset", 0);
    long limit = Math.min(request.number("limit", HOOKS_SHOWN_MAX), HOOKS_SHOWN_MAX);
    var shown = all.stream().skip(offset).limit(limit).<JsonValue>map(NpmHookRoutes::json).toList();
    return Reply.json(
        200,
        JsonObject.with("objects", new JsonArray(shown))
            .and("total", all.size())
            .and("urls", JsonObject.EMPTY)
            .build());
  }

  /** Adds a hook; only its owner knows the secret, and no answer says it. */
  private Reply add(Request request, Caller caller) throws IOException {
    var body = body(request);
    var wanted = new Webhooks.Wanted(to(body), subject(body), KINDS, Optional.of(secret(body)));
    return Reply.json(201, json(admin.add(wanted, caller)));
  }

  private WebhookScope subject(JsonObject body) {
    var name = body.text("name").orElse("");
    return switch (body.text("type").orElse("")) {
      case "package" -> new WebhookScope.OfPackage(new PackageName(name));
      case "scope" -> ofScope(name);
      case String other ->
          throw new RequestProblem.NotOffered(
                  "hook of the type \"%s\"".formatted(other.replace('"', ' ')),
                  "There are hooks about a package, and about a scope of an organization.")
              .asException();
    };
  }

  private WebhookScope ofScope(String name) {
    var scope = name.startsWith("@") ? name.substring(1) : name;
    return admin
        .organizationOf(scope)
        .map(WebhookScope.OfOrganization::new)
        .orElseThrow(() ->
            new RequestProblem.NotOffered(
                    "hook about a scope that no organization has",
                    "Ask for hooks about its packages.")
                .asException());
  }

  private Reply show(Request request, Caller caller) {
    return Reply.json(200, json(admin.chosen(id(request), caller)));
  }

  private Reply edit(Request request, Caller caller) throws IOException {
    var body = body(request);
    var id = admin.chosen(id(request), caller).id();
    return Reply.json(200, json(admin.move(id, to(body), secret(body), caller)));
  }

  private Reply remove(Request request, Caller caller) {
    var hook = admin.chosen(id(request), caller);
    admin.remove(hook.id(), caller);
    return Reply.json(200, json(hook).but().and("deleted", true).build());
  }

  private static JsonObject json(Webhook webhook) {
    boolean ofPackage = webhook.subject() instanceof WebhookScope.OfPackage;
    return JsonObject.with("id", webhook.id().toString())
        .and("username", webhook.creatorName())
        .and("name", webhook.subject().text())
        .and("endpoint", webhook.to().url().toString())
        .and("type", ofPackage ? "package" : "scope")
        .and("created", webhook.createdAt())
        .and("updated", webhook.createdAt())
        .and("delivered", new JsonBoolean(webhook.state().failingSince().isEmpty()))
        .and("response_code", JsonNumber.of(0))
        .and("status", webhook.state().off().isEmpty() ? "active" : "off")
        .build();
  }

  private JsonObject body(Request request) throws IOException {
    if (request.json(bodyBytesMax) instanceof JsonObject body) {
      return body;
    }
    throw new RequestProblem.MalformedRequest("its body is not an object").asException();
  }

  private static Destination to(JsonObject body) {
    return new Destination(WebhookRoutes.address(body.text("endpoint").orElse("")), false);
  }

  private static WebhookSecret secret(JsonObject body) {
    return WebhookSecret.chosen(body.text("secret").orElse(""));
  }

  private static WebhookId id(Request request) {
    return WebhookId.of(request.parameter("id"));
  }

  /** Demands a signed-in caller only; what a hook is about is in the body. */
  private static Action signedIn(Request request) {
    return new Action.SignedIn();
  }
}

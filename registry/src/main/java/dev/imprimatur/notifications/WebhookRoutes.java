package dev.imprimatur.notifications;

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
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.outbox.Delivery;
import dev.imprimatur.outbox.Webhook;
import dev.imprimatur.outbox.Webhook.Destination;
import dev.imprimatur.outbox.WebhookId;
import dev.imprimatur.outbox.WebhookKind;
import dev.imprimatur.outbox.WebhookScope;
import dev.imprimatur.outbox.Webhooks;
import dev.imprimatur.problem.NoticeProblem;
import dev.imprimatur.problem.RequestProblem;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses of webhooks. The query names what they hear about: {@code package}, {@code
 * organization}, or nothing for all of the registry.
 */
public final class WebhookRoutes {
  private static final String WEBHOOKS = "/-/api/v1/webhooks";

  private final WebhookAdmin keeping;
  private final int bodyBytesMax;

  public WebhookRoutes(WebhookAdmin keeping, int bodyBytesMax) {
    this.keeping = keeping;
    this.bodyBytesMax = bodyBytesMax;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, WEBHOOKS, WebhookRoutes::decide, this::list),
        route(POST, WEBHOOKS, WebhookRoutes::decide, this::add),
        route(DELETE, WEBHOOKS + "/{id}", WebhookRoutes::signedIn, this::remove),
        route(POST, WEBHOOKS + "/{id}/test", WebhookRoutes::signedIn, this::test),
        route(POST, WEBHOOKS + "/{id}/enable", WebhookRoutes::signedIn, this::enable),
        route(GET, WEBHOOKS + "/{id}/deliveries", WebhookRoutes::signedIn, this::deliveries));
  }

  private Reply list(Request request, Caller caller) {
    return Reply.json(
        200,
        new JsonArray(
            keeping.of(subject(request)).stream()
                .<JsonValue>map(webhook -> json(webhook).build())
                .toList()));
  }

  /**
   * Adds a webhook; the body is {@code {"url": "https://...", "kinds": ["package-published"]}}.
   * Only this answer ever holds the secret.
   */
  private Reply add(Request request, Caller caller) throws IOException {
    var body = request.json(bodyBytesMax) instanceof JsonObject given ? given : JsonObject.EMPTY;
    var to = new Destination(address(body.text("url").orElse("")), false);
    var wanted = new Webhooks.Wanted(to, subject(request), kinds(body), Optional.empty());
    var webhook = keeping.add(wanted, caller);
    return Reply.json(201, json(webhook).and("secret", webhook.key().text().reveal()).build());
  }

  private static Set<WebhookKind> kinds(JsonObject body) {
    return WebhookKind.of(
        body.array("kinds").orElse(JsonArray.EMPTY).items().stream()
            .map(item -> item instanceof JsonText(var text) ? text : "")
            .toList());
  }

  /** Parses an address that came as text. */
  public static URI address(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new NoticeProblem.InvalidWebhook("its address is none").asException();
    }
  }

  private Reply remove(Request request, Caller caller) {
    keeping.remove(id(request), caller);
    return Reply.empty(204, List.of());
  }

  private Reply test(Request request, Caller caller) {
    var tested = keeping.test(id(request), caller);
    return Reply.json(
        200,
        JsonObject.with("delivered", tested.arrived()).and("outcome", tested.outcome()).build());
  }

  private Reply enable(Request request, Caller caller) {
    return Reply.json(200, json(keeping.switchOn(id(request), caller)).build());
  }

  private Reply deliveries(Request request, Caller caller) {
    return Reply.json(
        200,
        new JsonArray(
            keeping.deliveries(id(request), caller).stream()
                .<JsonValue>map(WebhookRoutes::json)
                .toList()));
  }

  private static JsonObject.Builder json(Webhook webhook) {
    var json =
        JsonObject.with("id", webhook.id().toString())
            .and("url", webhook.to().url().toString())
            .and("subject", webhook.subject().text())
            .and("internal", webhook.to().internal())
            .and("kinds", JsonArray.ofTexts(WebhookKind.wires(webhook.kinds())))
            .and("createdAt", webhook.createdAt())
            .and("createdBy", webhook.createdBy());
    webhook.state().failingSince().ifPresent(at -> json.and("failingSince", at));
    webhook
        .state()
        .off()
        .ifPresent(
            off -> json.and("off", JsonObject.with("why", off.why()).and("at", off.at()).build()));
    return json;
  }

  private static JsonObject json(Delivery delivery) {
    var json =
        JsonObject.with("id", delivery.id().toString())
            .and("seq", delivery.seq())
            .and("state", delivery.state().wire())
            .and("attempts", delivery.attempts())
            .and("outcome", delivery.outcome())
            .and("createdAt", delivery.createdAt());
    delivery.nextAt().ifPresent(at -> json.and("nextAt", at));
    return json.build();
  }

  private static Action decide(Request request) {
    return WebhookAdmin.action(subject(request));
  }

  /**
   * Demands a signed-in caller only; the rights are checked once the webhook was looked up, whose
   * scope decides.
   */
  private static Action signedIn(Request request) {
    return new Action.SignedIn();
  }

  private static WebhookScope subject(Request request) {
    var name = request.query("package");
    var organization = request.query("organization");
    if (name.isPresent() && organization.isPresent()) {
      throw new RequestProblem.MalformedRequest("its query names a package and an organization")
          .asException();
    }
    return name.<WebhookScope>map(text -> new WebhookScope.OfPackage(new PackageName(text)))
        .or(() -> organization.map(WebhookScope.OfOrganization::new))
        .orElse(new WebhookScope.Everything());
  }

  private static WebhookId id(Request request) {
    return WebhookId.of(request.parameter("id"));
  }
}

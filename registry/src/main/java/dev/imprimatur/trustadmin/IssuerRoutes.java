package dev.imprimatur.trustadmin;

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
import dev.imprimatur.issuers.IssuerJson;
import dev.imprimatur.issuers.KeySetStatus;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.problem.RequestProblem;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.rulebooks.Issuer;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/**
 * The routes of issuers. An issuer is named by the query parameter {@code url}, which is exactly
 * what its tokens say as {@code iss}.
 */
public final class IssuerRoutes {
  private static final String ISSUERS = "/-/api/v1/issuers";

  private final IssuerAdmin keeping;
  private final InstantSource clock;
  private final int bodyBytesMax;

  public IssuerRoutes(IssuerAdmin keeping, InstantSource clock, int bodyBytesMax) {
    this.keeping = keeping;
    this.clock = clock;
    this.bodyBytesMax = bodyBytesMax;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, ISSUERS, IssuerRoutes::administer, this::list),
        route(POST, ISSUERS, IssuerRoutes::administer, this::add),
        route(DELETE, ISSUERS, IssuerRoutes::administer, this::remove),
        route(POST, ISSUERS + "/disable", IssuerRoutes::administer, this::disable),
        route(POST, ISSUERS + "/enable", IssuerRoutes::administer, this::enable),
        route(POST, ISSUERS + "/refresh", IssuerRoutes::administer, this::refresh),
        route(PUT, ISSUERS + "/keys", IssuerRoutes::administer, this::storeKeys),
        route(POST, ISSUERS + "/test", IssuerRoutes::administer, this::test));
  }

  private Reply list(Request request, Caller caller) {
    return Reply.json(
        200, new JsonArray(keeping.all().stream().<JsonValue>map(this::json).toList()));
  }

  /**
   * Adds an issuer. The body is one as the configuration file writes it; a key set stands in it
   * whole.
   */
  private Reply add(Request request, Caller caller) throws IOException {
    var issuer = issuer(request);
    keeping.add(issuer, caller);
    return Reply.json(201, json(keeping.require(issuer.url())));
  }

  private Reply remove(Request request, Caller caller) {
    keeping.remove(url(request), caller);
    return Reply.empty(204, List.of());
  }

  private Reply disable(Request request, Caller caller) {
    keeping.switchOff(url(request), caller);
    return Reply.empty(204, List.of());
  }

  private Reply enable(Request request, Caller caller) {
    keeping.switchOn(url(request), caller);
    return Reply.empty(204, List.of());
  }

  private Reply refresh(Request request, Caller caller) {
    keeping.forgetKeys(url(request), caller);
    return Reply.empty(204, List.of());
  }

  /** Stores the key set in the body, as it is published (RFC 7517). */
  private Reply storeKeys(Request request, Caller caller) throws IOException {
    keeping.storeKeys(url(request), object(request), caller);
    return Reply.empty(204, List.of());
  }

  /** Asks an issuer for its keys: one that is known, or one in the body that may be added later. */
  private Reply test(Request request, Caller caller) throws IOException {
    var issuer =
        request.query("url").isPresent()
            ? keeping.require(url(request)).state().issuer()
            : issuer(request);
    return Reply.json(200, keys(keeping.test(issuer)));
  }

  private JsonObject json(IssuerAdmin.Known known) {
    var state = known.state();
    var issuer = state.issuer();
    var terms = issuer.terms();
    var json =
        JsonObject.with("url", issuer.url())
            .and("provider", issuer.provider().id())
            .and("title", issuer.provider().title())
            .and("origin", state.origin().name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .and("on", state.on());
    state.by().ifPresent(by -> json.and("by", by));
    state.offAt().ifPresent(at -> json.and("offAt", at));
    json.and("organizations", JsonArray.ofTexts(terms.organizations().stream().sorted().toList()))
        .and("internal", issuer.reach().internal())
        .and("storedKeys", issuer.reach().storedKeys().isPresent())
        .and("selfHostedRunners", terms.selfHosted());
    issuer.reach().server().ifPresent(server -> json.and("server", server));
    return json.and("publishers", known.publishers())
        .and("keys", keys(keeping.health(state)))
        .build();
  }

  private JsonObject keys(KeySetStatus health) {
    var json = JsonObject.with("ids", JsonArray.ofTexts(health.ids()));
    health
        .fetchedAt()
        .ifPresent(at ->
            json.and("fetchedAt", at)
                .and("ageSeconds", Duration.between(at, clock.instant()).toSeconds()));
    health.failure().ifPresent(why -> json.and("failure", why));
    return json.build();
  }

  private JsonObject object(Request request) throws IOException {
    if (request.json(bodyBytesMax) instanceof JsonObject body) {
      return body;
    }
    throw new RequestProblem.MalformedRequest("its body is not an object").asException();
  }

  private Issuer issuer(Request request) throws IOException {
    var body = object(request);
    var id = body.text("provider").orElse("");
    var provider =
        keeping
            .providers()
            .find(id)
            .orElseThrow(() ->
                new TrustProblem.InvalidIssuer(
                        "%s is no provider; there is %s"
                            .formatted(Quoted.text(id), keeping.providers().ids()))
                    .asException());
    var terms = body.without(name -> name.equals("provider") || name.equals("url"));
    requirePublic(terms);
    return IssuerJson.read(provider, body.text("url").orElse(""), dated(terms));
  }

  /**
   * Refuses terms that reach into the operator's network, which only the operator may open: an
   * answer would tell administrators what there is.
   */
  private static void requirePublic(JsonObject terms) {
    if (terms.truth("internal")) {
      throw new PeopleProblem.NotAllowed(
              "Only who operates this registry may say that an issuer is internal, by"
                  + " \"imprimatur issuer add --internal\" or in its configuration.")
          .asException();
    }
  }

  /** Dates a key set: it grows old from when it was brought, unless it is said to be older. */
  private JsonObject dated(JsonObject terms) {
    return terms.has("jwks") && !terms.has("jwksSince")
        ? terms.but().and("jwksSince", clock.instant().toEpochMilli()).build()
        : terms;
  }

  private static String url(Request request) {
    return request
        .query("url")
        .orElseThrow(
            () -> new RequestProblem.MalformedRequest("its query names no url").asException());
  }

  private static Action administer(Request request) {
    return new Action.Administer();
  }
}

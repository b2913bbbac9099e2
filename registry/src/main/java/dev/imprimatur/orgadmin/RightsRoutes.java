package dev.imprimatur.orgadmin;

import static dev.imprimatur.http.Method.DELETE;
import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Method.PUT;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.access.Right;
import dev.imprimatur.access.UserName;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.trust.PublishingAccess.Writers;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The addresses of {@code npm access list}, and of those who have a right by their own name. */
public final class RightsRoutes {
  private static final String COLLABORATORS = "/-/api/v1/collaborators/{package}";

  private final PackageOwners owners;
  private final RightsQueries queries;

  public RightsRoutes(PackageOwners owners, RightsQueries queries) {
    this.owners = owners;
    this.queries = queries;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(
            GET,
            "/-/package/{package}/collaborators",
            request -> new Action.SeeRights(RequestBody.packageName(request)),
            this::collaborators),
        route(
            GET,
            "/-/package/{package}/access",
            request -> new Action.Read(RequestBody.packageName(request)),
            this::status),
        route(
            GET,
            "/-/org/{org}/package",
            request -> new Action.SeeOrganization(RequestBody.organization(request)),
            (request, caller) ->
                Reply.json(
                    200, json(queries.ofOrganization(RequestBody.organization(request), caller)))),
        route(GET, "/-/user/{user}/package", request -> new Action.SeeOwn(), this::ofUser),
        route(PUT, COLLABORATORS, RightsRoutes::deciding, this::set),
        route(DELETE, COLLABORATORS + "/{user}", RightsRoutes::deciding, this::remove));
  }

  private static Action deciding(Request request) {
    return Action.Decide.about(RequestBody.packageName(request));
  }

  /** Lists everybody with a right: by their names for npm, and one after the other for pnpm. */
  private Reply collaborators(Request request, Caller caller) {
    var holders = queries.ofPackage(RequestBody.packageName(request));
    if (request.query("format").filter("cli"::equals).isEmpty()) {
      return Reply.json(200, json(holders));
    }
    return Reply.json(
        200,
        new JsonArray(
            holders.entrySet().stream()
                .<JsonValue>map(each ->
                    JsonObject.with("user", each.getKey())
                        .and(
                            "permissions",
                            each.getValue() == Right.READ ? "read-only" : "read-write")
                        .build())
                .toList()));
  }

  /** Says what pnpm asks for, in the words of {@code npm access set}. */
  private Reply status(Request request, Caller caller) {
    var status = queries.status(RequestBody.packageName(request));
    return Reply.json(
        200,
        JsonObject.with("access", status.open() ? "public" : "restricted")
            .and("publish_requires_tfa", status.writers() != Writers.OPEN)
            .and(
                "automation_token_overrides_tfa",
                status.writers() == Writers.SECOND_FACTOR_OR_TOKEN)
            .build());
  }

  /** Lists the caller's own packages; of others not even whether there are such users is told. */
  private Reply ofUser(Request request, Caller caller) {
    var user = new UserName(request.parameter("user"));
    if (!(caller instanceof Caller.Person person)
        || !(person.user().admin() || person.user().name().equals(user))) {
      throw new PeopleProblem.NotAllowed(
              "%s is neither you nor an organization of yours, so you do not see its packages."
                  .formatted(user))
          .asException();
    }
    return Reply.json(200, json(queries.ofUser(user)));
  }

  private Reply set(Request request, Caller caller) throws IOException {
    var body = RequestBody.of(request);
    var right =
        Right.of(body.text("permission"))
            .orElseThrow(() -> RequestBody.malformed("its permission is read or write"));
    var name = RequestBody.packageName(request);
    return PackageOwnerRoutes.reply(owners.setRight(name, body.user(), right, caller));
  }

  private Reply remove(Request request, Caller caller) {
    owners.remove(
        RequestBody.packageName(request), new UserName(request.parameter("user")), caller);
    return Reply.json(200, JsonObject.with("ok", true).build());
  }

  /** Writes rights as npm reads them: {@code {"rocket": "write"}}. */
  static JsonObject json(Map<String, Right> rights) {
    var all = JsonObject.EMPTY.but();
    rights.forEach((whose, right) -> all.and(whose, right.wire()));
    return all.build();
  }
}

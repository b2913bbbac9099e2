package dev.imprimatur.orgadmin;

import static dev.imprimatur.http.Method.DELETE;
import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Method.PUT;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.access.Organizations.Member;
import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.http.Header;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonObject;
import java.io.IOException;
import java.util.List;

/** The addresses of {@code npm org}, and of what organizations demand of their members. */
public final class OrganizationRoutes {
  private static final String MEMBERS = "/-/org/{org}/user";
  private static final String SETTINGS = "/-/api/v1/organizations/{org}";
  private static final Header NO_MEMBER =
      Header.ofText(
          "npm-notice", "You belong to no organization of this name, and so see nobody who does.");

  private final Membership membership;
  private final RightsQueries queries;
  private final Gate gate;

  public OrganizationRoutes(Membership membership, RightsQueries queries, Gate gate) {
    this.membership = membership;
    this.queries = queries;
    this.gate = gate;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, MEMBERS, request -> new Action.SeeOwn(), this::members),
        route(PUT, MEMBERS, request -> new Action.Represent(name(request)), this::set),
        route(DELETE, MEMBERS, request -> new Action.Leave(name(request)), this::remove),
        route(GET, SETTINGS, request -> new Action.SeeOrganization(name(request)), this::settings),
        route(PUT, SETTINGS, request -> new Action.Represent(name(request)), this::demand));
  }

  /**
   * Lists the members. npm asks for them after it has removed one, who may be the caller: they are
   * told in words why they see nobody.
   */
  private Reply members(Request request, Caller caller) {
    if (!gate.maySee(caller, name(request))) {
      return Reply.json(200, JsonObject.EMPTY).with(NO_MEMBER);
    }
    var roles = JsonObject.EMPTY.but();
    queries
        .organization(name(request))
        .members()
        .forEach(it -> roles.and(it.user().value(), it.role().npm()));
    return Reply.json(200, roles.build());
  }

  private Reply set(Request request, Caller caller) throws IOException {
    var body = RequestBody.of(request);
    var role =
        Role.of(body.members().text("role").orElse("developer"))
            .orElseThrow(
                () -> RequestBody.malformed("its role is none of developer, admin and owner"));
    var member = new Member(body.user(), role);
    var outcome = membership.set(name(request), member, caller);
    var organization =
        JsonObject.with("name", name(request))
            .and("size", queries.organization(name(request)).members().size())
            .build();
    var reply =
        JsonObject.with("user", member.user().value())
            .and("role", role.npm())
            .and("org", organization);
    return switch (outcome) {
      case Outcome.Done() -> Reply.json(200, reply.build());
      case Outcome.Invited(var sent) ->
          Reply.json(202, reply.and("invitation", sent.id().toString()).build())
              .with(InvitationJson.notice(List.of(sent)));
    };
  }

  private Reply remove(Request request, Caller caller) throws IOException {
    membership.remove(name(request), RequestBody.of(request).user(), caller);
    return Reply.json(200, JsonObject.with("ok", true).build());
  }

  private Reply settings(Request request, Caller caller) {
    return Reply.json(200, json(queries.organization(name(request))));
  }

  private Reply demand(Request request, Caller caller) throws IOException {
    if (!(RequestBody.of(request).members().get("secondFactor").orElse(JsonArray.EMPTY)
        instanceof JsonBoolean(var demanded))) {
      throw RequestBody.malformed("\"secondFactor\" is true or false");
    }
    membership.demandSecondFactor(name(request), demanded, caller);
    return Reply.json(200, json(queries.organization(name(request))));
  }

  private static JsonObject json(RightsQueries.Summary organization) {
    return JsonObject.with("name", organization.name())
        .and("scopes", JsonArray.ofTexts(organization.scopes()))
        .and("members", organization.members().size())
        .and("secondFactor", organization.secondFactor())
        .build();
  }

  private static String name(Request request) {
    return RequestBody.organization(request);
  }
}

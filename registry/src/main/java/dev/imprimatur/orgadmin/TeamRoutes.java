package dev.imprimatur.orgadmin;

import static dev.imprimatur.http.Method.DELETE;
import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Method.PUT;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.access.OrganizationTeam;
import dev.imprimatur.access.Right;
import dev.imprimatur.access.TeamName;
import dev.imprimatur.access.Teams.Team;
import dev.imprimatur.access.UserName;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/** The addresses of {@code npm team}, and of {@code npm access grant} and {@code revoke}. */
public final class TeamRoutes {
  private static final String TEAMS = "/-/org/{org}/team";
  private static final String TEAM = "/-/team/{org}/{team}";
  private static final String MEMBERS = TEAM + "/user";
  private static final String PACKAGES = TEAM + "/package";
  private static final int DESCRIPTION_LENGTH_MAX = 200;
  private static final JsonObject OK = JsonObject.with("ok", true).build();

  private final TeamAdmin teams;
  private final RightsQueries queries;

  public TeamRoutes(TeamAdmin teams, RightsQueries queries) {
    this.teams = teams;
    this.queries = queries;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, TEAMS, TeamRoutes::seeing, this::list),
        route(PUT, TEAMS, TeamRoutes::managing, this::add),
        route(DELETE, TEAM, TeamRoutes::managing, this::remove),
        route(GET, MEMBERS, TeamRoutes::seeing, this::members),
        route(PUT, MEMBERS, TeamRoutes::managing, this::addMember),
        route(DELETE, MEMBERS, TeamRoutes::managing, this::removeMember),
        route(GET, PACKAGES, TeamRoutes::seeing, this::packages),
        route(PUT, PACKAGES, TeamRoutes::managing, this::grant),
        route(DELETE, PACKAGES, TeamRoutes::managing, this::revoke));
  }

  private static Action seeing(Request request) {
    return new Action.SeeOrganization(organization(request));
  }

  private static Action managing(Request request) {
    return new Action.ManageTeams(organization(request));
  }

  /** Lists the teams: for npm as it writes them, {@code acme:developers}, and for pnpm by name. */
  private Reply list(Request request, Caller caller) {
    var organization = organization(request);
    return names(
        request,
        queries.teams(organization).stream().map(team -> team.name().value()).toList(),
        name -> organization + ":" + name);
  }

  /**
   * Answers with names as texts for npm, which says so, and as objects for pnpm, which does not.
   */
  private static Reply names(Request request, List<String> names, UnaryOperator<String> text) {
    boolean texts = request.query("format").filter("cli"::equals).isPresent();
    return Reply.json(
        200,
        texts
            ? JsonArray.ofTexts(names.stream().map(text).toList())
            : new JsonArray(
                names.stream()
                    .<JsonValue>map(name -> JsonObject.with("name", name).build())
                    .toList()));
  }

  private Reply add(Request request, Caller caller) throws IOException {
    var body = RequestBody.of(request);
    var description = body.members().text("description").orElse("");
    if (description.length() > DESCRIPTION_LENGTH_MAX) {
      throw RequestBody.malformed("its description has more than 200 characters");
    }
    var team = new Team(new TeamName(body.text("name")), description);
    teams.add(organization(request), team, caller);
    return Reply.json(
        201, JsonObject.with("name", team.name().value()).and("description", description).build());
  }

  private Reply remove(Request request, Caller caller) {
    teams.remove(team(request), caller);
    return Reply.json(200, OK);
  }

  private Reply members(Request request, Caller caller) {
    return names(
        request,
        queries.members(team(request)).stream().map(UserName::value).toList(),
        UnaryOperator.identity());
  }

  private Reply addMember(Request request, Caller caller) throws IOException {
    var user = RequestBody.of(request).user();
    teams.addMember(team(request), user, caller);
    return Reply.json(200, OK);
  }

  private Reply removeMember(Request request, Caller caller) throws IOException {
    var user = RequestBody.of(request).user();
    teams.removeMember(team(request), user, caller);
    return Reply.json(200, OK);
  }

  private Reply packages(Request request, Caller caller) {
    return Reply.json(200, RightsRoutes.json(queries.ofTeam(team(request))));
  }

  private Reply grant(Request request, Caller caller) throws IOException {
    var body = RequestBody.of(request);
    var right =
        Right.of(body.text("permissions"))
            .orElseThrow(
                () -> RequestBody.malformed("its permissions are read-only or read-write"));
    teams.grant(team(request), body.packageName(), right, caller);
    return Reply.json(200, OK);
  }

  private Reply revoke(Request request, Caller caller) throws IOException {
    teams.revoke(team(request), RequestBody.of(request).packageName(), caller);
    return Reply.json(200, OK);
  }

  private static String organization(Request request) {
    return RequestBody.organization(request);
  }

  private static OrganizationTeam team(Request request) {
    return new OrganizationTeam(organization(request), new TeamName(request.parameter("team")));
  }
}

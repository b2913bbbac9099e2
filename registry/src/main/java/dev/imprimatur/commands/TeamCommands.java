package dev.imprimatur.commands;

import dev.imprimatur.access.OrganizationTeam;
import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.Right;
import dev.imprimatur.access.TeamName;
import dev.imprimatur.access.Teams.Team;
import dev.imprimatur.access.UserName;
import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.orgadmin.RightsQueries;
import dev.imprimatur.orgadmin.TeamAdmin;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code team}: the teams of organizations, in the words of {@code npm team} and its kin. */
final class TeamCommands {
  private final Operator operator;

  TeamCommands(Operator operator) {
    this.operator = operator;
  }

  CommandSpec spec() {
    return Options.group("team", "The teams of organizations, and what they may do.")
        .addSubcommand("create", create())
        .addSubcommand("destroy", destroy())
        .addSubcommand("add", add())
        .addSubcommand("rm", remove())
        .addSubcommand("list", list())
        .addSubcommand("grant", grant())
        .addSubcommand("revoke", revoke());
  }

  private CommandSpec create() {
    return ofTeam("Adds a team, which is empty.", "imprimatur team create acme:devs", this::create)
        .addOption(Options.option("--description", "TEXT", "what it is for"));
  }

  private CommandSpec destroy() {
    return ofTeam(
        "Removes a team, and what it may do; developers stay.",
        "imprimatur team destroy acme:devs",
        (typed, console) ->
            change(
                typed,
                console,
                (teams, team) -> {
                  teams.remove(team, Operator.CALLER);
                  return "Removed %s.".formatted(team);
                }));
  }

  private CommandSpec add() {
    return ofTeam(
            "Adds a member of the organization to a team.",
            "imprimatur team add acme:devs bob",
            (typed, console) ->
                change(
                    typed,
                    console,
                    (teams, team) -> {
                      teams.addMember(team, user(typed), Operator.CALLER);
                      return "%s is in %s.".formatted(user(typed), team);
                    }))
        .addPositional(Options.parameter(1, "USER", "a member of the organization"));
  }

  private CommandSpec remove() {
    return ofTeam(
            "Takes somebody out of a team; they stay in the organization.",
            "imprimatur team rm acme:devs bob",
            (typed, console) ->
                change(
                    typed,
                    console,
                    (teams, team) -> {
                      teams.removeMember(team, user(typed), Operator.CALLER);
                      return "%s is not in %s any more.".formatted(user(typed), team);
                    }))
        .addPositional(Options.parameter(1, "USER", "who is in it"));
  }

  private CommandSpec list() {
    return Options.registryCommand(
            "Lists the teams of an organization, who is in them, and what they may do.",
            "imprimatur team list acme",
            this::list)
        .addPositional(Options.parameter(0, "NAME", "the organization"))
        .addOption(Options.flag("--json", "says it to programs"));
  }

  private CommandSpec grant() {
    return ofTeam(
            "Lets a team read a package of the organization, or write to it as well.",
            "imprimatur team grant acme:developers @acme/rocket read-only",
            (typed, console) ->
                change(
                    typed,
                    console,
                    (teams, team) -> {
                      var right = right(typed);
                      teams.grant(team, name(typed), right, Operator.CALLER);
                      return "%s may %s %s.".formatted(team, right.wire(), name(typed));
                    }))
        .addPositional(Options.parameter(1, "PACKAGE", "a package that is the organization's"))
        .addPositional(Options.parameter(2, "PERMISSION", "read-only or read-write"));
  }

  private CommandSpec revoke() {
    return ofTeam(
            "Takes a team's right on a package away.",
            "imprimatur team revoke acme:developers @acme/rocket",
            (typed, console) ->
                change(
                    typed,
                    console,
                    (teams, team) -> {
                      teams.revoke(team, name(typed), Operator.CALLER);
                      return "%s has no right on %s any more.".formatted(team, name(typed));
                    }))
        .addPositional(Options.parameter(1, "PACKAGE", "the package"));
  }

  private static CommandSpec ofTeam(String description, String example, Action action) {
    return Options.registryCommand(description, example, action)
        .addPositional(Options.parameter(0, "TEAM", "ORGANIZATION:TEAM, as npm writes it"));
  }

  /** A change of a team, and the sentence that says that it is done. */
  private interface Deed {
    String done(TeamAdmin teams, OrganizationTeam team);
  }

  private void change(ParseResult typed, Console console, Deed deed) {
    var team = team(typed);
    try (var registry = operator.registry(typed, console)) {
      console.out().println(deed.done(registry.useCases.organizations.teams, team));
    }
  }

  private void create(ParseResult typed, Console console) {
    var description = Options.value(typed, "--description").orElse("");
    change(
        typed,
        console,
        (teams, team) -> {
          teams.add(team.organization(), new Team(team.name(), description), Operator.CALLER);
          return "Added %s.".formatted(team);
        });
  }

  private void list(ParseResult typed, Console console) {
    var organization = organization(Options.parameter(typed, 0));
    try (var registry = operator.registry(typed, console)) {
      var queries = registry.useCases.organizations.queries;
      var teams =
          queries.teams(organization).stream()
              .map(team -> new OrganizationTeam(organization, team.name()))
              .toList();
      if (Options.has(typed, "--json")) {
        var all = teams.stream().<JsonValue>map(team -> json(queries, team)).toList();
        console.out().println(Json.text(new JsonArray(all)));
      } else {
        teams.forEach(team -> console.out().println(told(queries, team)));
      }
    }
  }

  private static JsonObject json(RightsQueries queries, OrganizationTeam team) {
    var packages = JsonObject.EMPTY.but();
    queries.ofTeam(team).forEach((name, right) -> packages.and(name, right.wire()));
    return JsonObject.with("team", team.toString())
        .and(
            "members",
            JsonArray.ofTexts(queries.members(team).stream().map(UserName::value).toList()))
        .and("packages", packages.build())
        .build();
  }

  private static String told(RightsQueries queries, OrganizationTeam team) {
    return "%s  %s  %s"
        .formatted(
            team,
            queries.members(team).stream().map(UserName::value).collect(Collectors.joining(", ")),
            queries.ofTeam(team).entrySet().stream()
                .map(each -> "%s (%s)".formatted(each.getKey(), each.getValue().wire()))
                .collect(Collectors.joining(", ")));
  }

  private static OrganizationTeam team(ParseResult typed) {
    var parts = List.of(Options.parameter(typed, 0).split(":", -1));
    if (parts.size() != 2) {
      throw new BadConfigException("A team is written ORGANIZATION:TEAM, such as acme:devs.");
    }
    return new OrganizationTeam(organization(parts.getFirst()), new TeamName(parts.getLast()));
  }

  private static String organization(String text) {
    var name = text.startsWith("@") ? text.substring(1) : text;
    return OwnerName.ofOrganization(name).organization().orElseThrow();
  }

  private static UserName user(ParseResult typed) {
    return new UserName(Options.parameter(typed, 1));
  }

  private static PackageName name(ParseResult typed) {
    return new PackageName(Options.parameter(typed, 1));
  }

  private static Right right(ParseResult typed) {
    return Right.of(Options.parameter(typed, 2))
        .orElseThrow(() -> new BadConfigException("A permission is read-only or read-write."));
  }
}

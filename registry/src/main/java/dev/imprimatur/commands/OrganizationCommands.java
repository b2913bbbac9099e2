package dev.imprimatur.commands;

import dev.imprimatur.access.Organizations.Member;
import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.access.UserName;
import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.PackageName;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code org}: the organizations, with their members and scopes. */
final class OrganizationCommands {
  private final Operator operator;

  OrganizationCommands(Operator operator) {
    this.operator = operator;
  }

  CommandSpec add() {
    return Options.registryCommand(
            "Adds an organization, with the scope of its name if that is nobody's.",
            "imprimatur org add acme --owner alice",
            this::add)
        .addPositional(Options.parameter(0, "NAME", "lower-case letters, digits and ._-"))
        .addOption(Options.required("--owner", "USER", "who decides for it"));
  }

  CommandSpec list() {
    return Options.registryCommand(
            "Lists all organizations with their members and scopes.",
            "imprimatur org list",
            this::list)
        .addOption(Options.flag("--json", "says it to programs"));
  }

  CommandSpec member() {
    return Options.registryCommand(
            "Adds a member, who publishes and reads its packages, or changes what they are.",
            "imprimatur org member acme bob --role member",
            this::member)
        .addPositional(Options.parameter(0, "NAME", "the organization"))
        .addPositional(Options.parameter(1, "USER", "who belongs to it"))
        .addOption(Options.option("--role", "ROLE", "member (default), admin, or owner"));
  }

  CommandSpec removeMember() {
    return Options.registryCommand(
            "Removes a member; an organization keeps its last owner.",
            "imprimatur org remove acme bob",
            this::removeMember)
        .addPositional(Options.parameter(0, "NAME", "the organization"))
        .addPositional(Options.parameter(1, "USER", "who does not belong to it any more"));
  }

  CommandSpec scope() {
    return Options.registryCommand(
            "Gives an organization a scope: new packages in it are its own.",
            "imprimatur org scope acme @acme-labs",
            this::scope)
        .addPositional(Options.parameter(0, "NAME", "the organization"))
        .addPositional(Options.parameter(1, "SCOPE", "with or without its at sign"));
  }

  CommandSpec secondFactor() {
    return Options.registryCommand(
            "Gives rights in an organization only to members with a second factor.",
            "imprimatur org second-factor acme",
            this::secondFactor)
        .addPositional(Options.parameter(0, "NAME", "the organization"))
        .addOption(Options.flag("--optional", "takes that back"));
  }

  private void secondFactor(ParseResult typed, Console console) {
    var name = Options.parameter(typed, 0);
    boolean demanded = !Options.has(typed, "--optional");
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.organizations.membership.demandSecondFactor(
          name, demanded, Operator.CALLER);
      console
          .out()
          .println(
              demanded
                  ? "Members of %s without a second factor have no rights in it.".formatted(name)
                  : "Members of %s need no second factor.".formatted(name));
    }
  }

  private void add(ParseResult typed, Console console) {
    var name = Options.parameter(typed, 0);
    var owner = new UserName(Options.value(typed, "--owner").orElseThrow());
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.organizations.membership.add(name, owner, Operator.CALLER);
      console.out().println("Added " + name + ".");
    }
  }

  private void list(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      var organizations = registry.people.organizations();
      var all =
          registry.db.read(tx ->
              organizations.all(tx).stream()
                  .map(name ->
                      new Listed(
                          name, organizations.members(tx, name), organizations.scopes(tx, name)))
                  .toList());
      if (Options.has(typed, "--json")) {
        console
            .out()
            .println(Json.text(new JsonArray(all.stream().<JsonValue>map(Listed::json).toList())));
      } else {
        all.forEach(each -> console.out().println(each.told()));
      }
    }
  }

  /** An organization in the list of all. */
  private record Listed(String name, List<Member> members, List<String> scopes) {
    String told() {
      return "%s  %s  %s"
          .formatted(
              name,
              members.stream().map(OrganizationCommands::told).collect(Collectors.joining(", ")),
              scopes.stream().map(scope -> "@" + scope).collect(Collectors.joining(", ")));
    }

    JsonObject json() {
      var roles = JsonObject.EMPTY.but();
      members.forEach(it -> roles.and(it.user().value(), it.role().wire()));
      return JsonObject.with("name", name)
          .and("members", roles.build())
          .and("scopes", JsonArray.ofTexts(scopes))
          .build();
    }
  }

  private static String told(Member member) {
    return member.role() == Role.MEMBER
        ? member.user().value()
        : "%s (%s)".formatted(member.user(), member.role().wire());
  }

  private void member(ParseResult typed, Console console) {
    var name = Options.parameter(typed, 0);
    var user = new UserName(Options.parameter(typed, 1));
    var wire = Options.value(typed, "--role").orElse(Role.MEMBER.wire());
    var role =
        Role.of(wire)
            .orElseThrow(() -> new BadConfigException("--role must be member, admin or owner."));
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.organizations.membership.set(name, new Member(user, role), Operator.CALLER);
      console.out().println("%s is %s of %s.".formatted(user, role.wire(), name));
    }
  }

  private void removeMember(ParseResult typed, Console console) {
    var name = Options.parameter(typed, 0);
    var user = new UserName(Options.parameter(typed, 1));
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.organizations.membership.remove(name, user, Operator.CALLER);
      console.out().println("%s does not belong to %s any more.".formatted(user, name));
    }
  }

  private void scope(ParseResult typed, Console console) {
    var name = Options.parameter(typed, 0);
    var typedScope = Options.parameter(typed, 1);
    // A text that cannot be the scope of a package is no scope.
    var scope =
        new PackageName((typedScope.startsWith("@") ? "" : "@") + typedScope + "/x")
            .scope()
            .orElseThrow();
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.organizations.membership.addScope(name, scope, Operator.CALLER);
      console.out().println("@%s is a scope of %s.".formatted(scope, name));
    }
  }
}

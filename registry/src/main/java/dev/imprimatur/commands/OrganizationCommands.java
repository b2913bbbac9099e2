package dev.imprimatur.commands;

import dev.imprimatur.access.Organizations.Member;
import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.access.UserName;
import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.npm.PackageName;
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
        this::list);
  }

  CommandSpec member() {
    return Options.registryCommand(
            "Adds a member, who publishes and reads its packages, or changes what they are.",
            "imprimatur org member acme bob --role member",
            this::member)
        .addPositional(Options.parameter(0, "NAME", "the organization"))
        .addPositional(Options.parameter(1, "USER", "who belongs to it"))
        .addOption(Options.option("--role", "ROLE", "member (default), or owner, who decides"));
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

  private void add(ParseResult typed, Console console) {
    var name = Options.parameter(typed, 0);
    var owner = new UserName(Options.value(typed, "--owner").orElseThrow());
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.membership.add(name, owner, Operator.CALLER);
      console.out().println("Added " + name + ".");
    }
  }

  private void list(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      var organizations = registry.people.organizations();
      registry
          .db
          .read(tx ->
              organizations.all(tx).stream()
                  .map(name ->
                      "%s  %s  %s"
                          .formatted(
                              name,
                              organizations.members(tx, name).stream()
                                  .map(OrganizationCommands::told)
                                  .collect(Collectors.joining(", ")),
                              organizations.scopes(tx, name).stream()
                                  .map(scope -> "@" + scope)
                                  .collect(Collectors.joining(", "))))
                  .toList())
          .forEach(console.out()::println);
    }
  }

  private static String told(Member member) {
    return member.user() + (member.role() == Role.OWNER ? " (owner)" : "");
  }

  private void member(ParseResult typed, Console console) {
    var name = Options.parameter(typed, 0);
    var user = new UserName(Options.parameter(typed, 1));
    var wire = Options.value(typed, "--role").orElse(Role.MEMBER.wire());
    var role =
        Role.of(wire).orElseThrow(() -> new BadConfigException("--role must be member or owner."));
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.membership.addMember(name, new Member(user, role), Operator.CALLER);
      console.out().println("%s is %s of %s.".formatted(user, role.wire(), name));
    }
  }

  private void removeMember(ParseResult typed, Console console) {
    var name = Options.parameter(typed, 0);
    var user = new UserName(Options.parameter(typed, 1));
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.membership.removeMember(name, user, Operator.CALLER);
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
      registry.useCases.membership.addScope(name, scope, Operator.CALLER);
      console.out().println("@%s is a scope of %s.".formatted(scope, name));
    }
  }
}

package dev.imprimatur.commands;

import dev.imprimatur.access.Organizations.Member;
import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.access.UserName;
import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.npm.PackageName;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code org}: who belongs together, and which scopes are theirs. */
final class OrganizationCommands {
  private final Operator operator;

  OrganizationCommands(Operator operator) {
    this.operator = operator;
  }

  CommandSpec add() {
    return Cli.registryCommand(
            "Adds an organization, with the scope of its name if that is nobody's.",
            "imprimatur org add acme --owner alice",
            this::add)
        .addPositional(Cli.parameter(0, "NAME", "lower-case letters, digits and ._-"))
        .addOption(Cli.required("--owner", "USER", "who decides for it"));
  }

  CommandSpec list() {
    return Cli.registryCommand(
        "Lists all organizations with their members and scopes.",
        "imprimatur org list",
        this::list);
  }

  CommandSpec member() {
    return Cli.registryCommand(
            "Adds a member, who publishes and reads its packages, or changes what he is.",
            "imprimatur org member acme bob --role member",
            this::member)
        .addPositional(Cli.parameter(0, "NAME", "the organization"))
        .addPositional(Cli.parameter(1, "USER", "who belongs to it"))
        .addOption(Cli.option("--role", "ROLE", "member (default), or owner, who decides"));
  }

  CommandSpec removeMember() {
    return Cli.registryCommand(
            "Removes a member; an organization keeps its last owner.",
            "imprimatur org remove acme bob",
            this::removeMember)
        .addPositional(Cli.parameter(0, "NAME", "the organization"))
        .addPositional(Cli.parameter(1, "USER", "who does not belong to it any more"));
  }

  CommandSpec scope() {
    return Cli.registryCommand(
            "Gives an organization a scope: new packages in it are its own.",
            "imprimatur org scope acme @acme-labs",
            this::scope)
        .addPositional(Cli.parameter(0, "NAME", "the organization"))
        .addPositional(Cli.parameter(1, "SCOPE", "with or without its at sign"));
  }

  private void add(ParseResult typed, Cli.Console console) {
    var name = Cli.parameter(typed, 0);
    var owner = new UserName(Cli.value(typed, "--owner").orElseThrow());
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.membership.add(name, owner, Operator.CALLER);
      console.out().println("Added " + name + ".");
    }
  }

  private void list(ParseResult typed, Cli.Console console) {
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

  private void member(ParseResult typed, Cli.Console console) {
    var name = Cli.parameter(typed, 0);
    var user = new UserName(Cli.parameter(typed, 1));
    var wire = Cli.value(typed, "--role").orElse(Role.MEMBER.wire());
    var role =
        Role.of(wire).orElseThrow(() -> new BadConfigException("--role must be member or owner."));
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.membership.addMember(name, new Member(user, role), Operator.CALLER);
      console.out().println("%s is %s of %s.".formatted(user, role.wire(), name));
    }
  }

  private void removeMember(ParseResult typed, Cli.Console console) {
    var name = Cli.parameter(typed, 0);
    var user = new UserName(Cli.parameter(typed, 1));
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.membership.removeMember(name, user, Operator.CALLER);
      console.out().println("%s does not belong to %s any more.".formatted(user, name));
    }
  }

  private void scope(ParseResult typed, Cli.Console console) {
    var name = Cli.parameter(typed, 0);
    var typedScope = Cli.parameter(typed, 1);
    // Whatever cannot be the scope of a package is none.
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

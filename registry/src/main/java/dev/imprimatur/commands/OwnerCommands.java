package dev.imprimatur.commands;

import dev.imprimatur.access.Right;
import dev.imprimatur.access.UserName;
import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code package owners} and its kin: who has a right on a package by their own name. */
final class OwnerCommands {
  private final Operator operator;

  OwnerCommands(Operator operator) {
    this.operator = operator;
  }

  CommandSpec list() {
    return Options.registryCommand(
            "Lists everybody who has a right on a package, by whatever way.",
            "imprimatur package owners rocket",
            this::list)
        .addPositional(Options.parameter(0, "PACKAGE", "the package"))
        .addOption(Options.flag("--json", "says it to programs"));
  }

  CommandSpec add() {
    return Options.registryCommand(
            "Adds an owner at once; to what an organization owns, somebody who may write to it.",
            "imprimatur package add-owner rocket bob",
            this::add)
        .addPositional(Options.parameter(0, "PACKAGE", "the package"))
        .addPositional(Options.parameter(1, "USER", "who owns it, too"));
  }

  CommandSpec remove() {
    return Options.registryCommand(
            "Removes an owner, or the right that somebody has by their own name.",
            "imprimatur package remove-owner rocket bob",
            this::remove)
        .addPositional(Options.parameter(0, "PACKAGE", "the package"))
        .addPositional(Options.parameter(1, "USER", "who has it no more"));
  }

  CommandSpec collaborator() {
    return Options.registryCommand(
            "Lets somebody read a package that others own, or write to it as well.",
            "imprimatur package collaborator rocket bob read",
            this::collaborator)
        .addPositional(Options.parameter(0, "PACKAGE", "the package"))
        .addPositional(Options.parameter(1, "USER", "who does not own it"))
        .addPositional(Options.parameter(2, "PERMISSION", "read or write"));
  }

  private void list(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      var holders = registry.useCases.organizations.queries.ofPackage(name(typed));
      if (Options.has(typed, "--json")) {
        var all = JsonObject.EMPTY.but();
        holders.forEach((user, right) -> all.and(user, told(right)));
        console.out().println(Json.text(all.build()));
      } else {
        holders.forEach((user, right) -> console.out().println(user + "  " + told(right)));
      }
    }
  }

  private static String told(Right right) {
    return right == Right.DECIDE ? "decide" : right.wire();
  }

  private void add(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.organizations.owners.add(name(typed), user(typed), Operator.CALLER);
      console.out().println("%s may write to %s.".formatted(user(typed), name(typed)));
    }
  }

  private void remove(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.organizations.owners.remove(name(typed), user(typed), Operator.CALLER);
      console
          .out()
          .println("%s has no right of their own on %s.".formatted(user(typed), name(typed)));
    }
  }

  private void collaborator(ParseResult typed, Console console) {
    var right =
        Right.of(Options.parameter(typed, 2))
            .orElseThrow(() -> new BadConfigException("A permission is read or write."));
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.organizations.owners.setRight(
          name(typed), user(typed), right, Operator.CALLER);
      console.out().println("%s may %s %s.".formatted(user(typed), right.wire(), name(typed)));
    }
  }

  private static PackageName name(ParseResult typed) {
    return new PackageName(Options.parameter(typed, 0));
  }

  private static UserName user(ParseResult typed) {
    return new UserName(Options.parameter(typed, 1));
  }
}

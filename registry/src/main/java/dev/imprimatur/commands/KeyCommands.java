package dev.imprimatur.commands;

import dev.imprimatur.signatures.ListedKey;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code keys}: the keys by which the registry signs what it serves. */
final class KeyCommands {
  private final Operator operator;

  KeyCommands(Operator operator) {
    this.operator = operator;
  }

  CommandSpec spec() {
    return Options.group("keys", "The keys by which this registry signs what it serves.")
        .addSubcommand("list", list())
        .addSubcommand("rotate", rotate());
  }

  private CommandSpec list() {
    return Options.registryCommand(
        "Lists all keys that versions are signed with, the one in force last.",
        "imprimatur keys list",
        this::list);
  }

  private CommandSpec rotate() {
    return Options.registryCommand(
        "Signs with a new key from now on; what was signed with the old one stays good.",
        "imprimatur keys rotate",
        this::rotate);
  }

  private void list(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      registry.db.read(registry.signatures.keys()::all).stream()
          .map(KeyCommands::told)
          .forEach(console.out()::println);
    }
  }

  private static String told(ListedKey key) {
    return "%s  since %s  %s"
        .formatted(
            key.id(),
            key.since(),
            key.expires().map(moment -> "retired " + moment).orElse("in force"));
  }

  private void rotate(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      var next = registry.useCases.keyRotation.rotate(Operator.CALLER);
      console.out().println("New versions are signed with " + next + ".");
    }
  }
}

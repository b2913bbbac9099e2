package dev.imprimatur.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.secret.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code user}. */
final class PeopleCommands {
  private final Operator operator;

  PeopleCommands(Operator operator) {
    this.operator = operator;
  }

  CommandSpec addUser() {
    return Options.registryCommand(
            "Adds a user, and asks for a password.",
            "imprimatur user add alice --email alice@acme.example",
            this::addUser)
        .addPositional(Options.parameter(0, "NAME", "lower-case letters, digits and ._-"))
        .addOption(Options.required("--email", "ADDRESS", "shown as npm shows maintainers"))
        .addOption(Options.flag("--admin", "may decide about every package"))
        .addOption(
            Options.flag("--password-stdin", "reads the password from the first line of stdin"));
  }

  CommandSpec listUsers() {
    return Options.registryCommand("Lists all users.", "imprimatur user list", this::listUsers);
  }

  CommandSpec disableUser() {
    return Options.registryCommand(
            "Ends what a user may do, at once; packages and history stay.",
            "imprimatur user disable alice",
            this::disableUser)
        .addPositional(Options.parameter(0, "NAME", "the user"));
  }

  private void addUser(ParseResult typed, Console console) throws IOException {
    var applicant =
        new Users.Applicant(
            new UserName(Options.parameter(typed, 0)),
            Options.value(typed, "--email").orElseThrow(),
            password(typed, console),
            Options.has(typed, "--admin"));
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.accounts.add(applicant, Operator.CALLER);
      console.out().println("Added " + applicant.name() + ".");
    }
  }

  private void listUsers(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      for (var user : registry.db.read(registry.people.users()::all)) {
        console
            .out()
            .println(
                "%s  %s%s%s"
                    .formatted(
                        user.name(),
                        user.email(),
                        user.admin() ? "  admin" : "",
                        user.disabledAt().map(when -> "  disabled " + when).orElse("")));
      }
    }
  }

  private void disableUser(ParseResult typed, Console console) {
    var name = new UserName(Options.parameter(typed, 0));
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.accounts.disable(name, Operator.CALLER);
      console.out().println("Disabled " + name + ", and revoked all tokens.");
    }
  }

  static Secret password(ParseResult typed, Console console) throws IOException {
    if (Options.has(typed, "--password-stdin")) {
      var line = new BufferedReader(new InputStreamReader(console.in(), UTF_8)).readLine();
      return Secret.of(line == null ? "" : line);
    }
    return Optional.ofNullable(System.console())
        .filter(java.io.Console::isTerminal)
        .flatMap(terminal -> Optional.ofNullable(terminal.readPassword("Password: ")))
        .map(typedPassword -> Secret.of(new String(typedPassword)))
        .orElseThrow(() ->
            new BadConfigException(
                "There is no terminal to ask for a password: use --password-stdin."));
  }
}

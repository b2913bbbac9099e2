package dev.imprimatur.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Grant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code user} and {@code token}. */
final class PeopleCommands {
  private static final int DAYS = 30;
  private static final int WRITE_DAYS_MAX = 90;
  private static final int READ_DAYS_MAX = 366;

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

  CommandSpec createToken() {
    return Options.registryCommand(
            "Creates a token, and prints it and nothing else.",
            "imprimatur token create --user alice --read-only --package @acme/* --expires 30",
            this::createToken)
        .addOption(Options.required("--user", "NAME", "whose token it is"))
        .addOption(Options.flag("--read-only", "may install, and not publish"))
        .addOption(
            OptionSpec.builder("--package")
                .paramLabel("GLOB")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("what it is limited to: a name, or @scope/*; may be repeated")
                .build())
        .addOption(
            OptionSpec.builder("--expires")
                .paramLabel("DAYS")
                .type(int.class)
                .description("how long it lasts (default: 30; at most 90, read-only 366)")
                .build());
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

  private void createToken(ParseResult typed, Console console) {
    var name = new UserName(Options.value(typed, "--user").orElseThrow());
    boolean writes = !Options.has(typed, "--read-only");
    int daysMax = writes ? WRITE_DAYS_MAX : READ_DAYS_MAX;
    int days = typed.matchedOptionValue("--expires", DAYS);
    if (days < 1 || days > daysMax) {
      throw new BadConfigException("--expires must be 1 to %d days here.".formatted(daysMax));
    }
    List<String> globs = typed.matchedOptionValue("--package", List.of());
    var grant = new Grant.Granular(name, writes, globs.stream().map(PackageGlob::new).toList());
    try (var registry = operator.registry(typed, console)) {
      var fresh =
          registry.useCases.accounts.createToken(grant, Duration.ofDays(days), Operator.CALLER);
      console.out().println(fresh.text().reveal());
    }
  }

  private static Secret password(ParseResult typed, Console console) throws IOException {
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

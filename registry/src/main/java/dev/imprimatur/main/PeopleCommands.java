package dev.imprimatur.main;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.access.Grant;
import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Event;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.secret.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
    return Cli.registryCommand(
            "Adds a user, and asks for a password.",
            "imprimatur user add alice --email alice@acme.example",
            this::addUser)
        .addPositional(Cli.parameter(0, "NAME", "lower-case letters, digits and ._-"))
        .addOption(Cli.required("--email", "ADDRESS", "shown as npm shows maintainers"))
        .addOption(Cli.flag("--admin", "may decide about every package"))
        .addOption(Cli.flag("--password-stdin", "reads the password from the first line of stdin"));
  }

  CommandSpec listUsers() {
    return Cli.registryCommand("Lists all users.", "imprimatur user list", this::listUsers);
  }

  CommandSpec disableUser() {
    return Cli.registryCommand(
            "Ends what a user may do, at once; packages and history stay.",
            "imprimatur user disable alice",
            this::disableUser)
        .addPositional(Cli.parameter(0, "NAME", "the user"));
  }

  CommandSpec createToken() {
    return Cli.registryCommand(
            "Creates a token, and prints it and nothing else.",
            "imprimatur token create --user alice --read-only --package @acme/* --expires 30",
            this::createToken)
        .addOption(Cli.required("--user", "NAME", "whose token it is"))
        .addOption(Cli.flag("--read-only", "may install, and not publish"))
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

  private void addUser(ParseResult typed, Cli.Console console) throws IOException {
    var applicant =
        new Users.Applicant(
            new UserName(Cli.parameter(typed, 0)),
            Cli.value(typed, "--email").orElseThrow(),
            password(typed, console),
            Cli.has(typed, "--admin"));
    try (var registry = operator.registry(typed, console)) {
      registry.people.users().add(registry.db, applicant, tx -> welcome(registry, tx, applicant));
      console.out().println("Added " + applicant.name() + ".");
    }
  }

  /** A scope that is called as a user is that user's, unless it is an organization's already. */
  private static void welcome(Registry registry, Tx tx, Users.Applicant added) {
    var name = added.name();
    Consumer<Event> happened = event -> registry.audit.record(tx, Actor.OPERATOR, event);
    happened.accept(new PeopleEvent.UserAdded(name.value(), added.admin()));
    if (registry.people.organizations().ofScope(tx, name.value()).isEmpty()) {
      registry.counters.trustKeeping.removeWaitingInScope(
          tx, name.value(), OwnerName.of(name), happened);
    }
  }

  private void listUsers(ParseResult typed, Cli.Console console) {
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

  private void disableUser(ParseResult typed, Cli.Console console) {
    var name = new UserName(Cli.parameter(typed, 0));
    try (var registry = operator.registry(typed, console)) {
      registry.db.write(tx -> {
        registry.people.users().disable(tx, name);
        registry.people.tokens().revokeOfUser(tx, name);
        registry.audit.record(tx, Actor.OPERATOR, new PeopleEvent.UserDisabled(name.value()));
        return name;
      });
      console.out().println("Disabled " + name + ", and revoked all tokens.");
    }
  }

  private void createToken(ParseResult typed, Cli.Console console) {
    var name = new UserName(Cli.value(typed, "--user").orElseThrow());
    boolean writes = !Cli.has(typed, "--read-only");
    int daysMax = writes ? WRITE_DAYS_MAX : READ_DAYS_MAX;
    int days = typed.matchedOptionValue("--expires", DAYS);
    if (days < 1 || days > daysMax) {
      throw new BadConfigException("--expires must be 1 to %d days here.".formatted(daysMax));
    }
    List<String> globs = typed.matchedOptionValue("--package", List.of());
    var grant = new Grant.Granular(name, writes, globs.stream().map(PackageGlob::new).toList());
    try (var registry = operator.registry(typed, console)) {
      var fresh =
          registry.db.write(tx -> {
            registry.people.users().require(tx, name);
            var token =
                registry
                    .people
                    .tokens()
                    .createGranular(tx, grant, Optional.of(Duration.ofDays(days)));
            registry.audit.record(
                tx,
                Actor.OPERATOR,
                new PeopleEvent.TokenCreated(name.value(), token.token().id().value(), "granular"));
            return token;
          });
      console.out().println(fresh.text().reveal());
    }
  }

  private static Secret password(ParseResult typed, Cli.Console console) throws IOException {
    if (Cli.has(typed, "--password-stdin")) {
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

package dev.imprimatur.commands;

import dev.imprimatur.access.AccountLink;
import dev.imprimatur.access.AccountLink.Terms;
import dev.imprimatur.access.AccountLinks;
import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.access.UserName;
import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.wiring.Registry;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The commands by which people make their accounts and get into them again: {@code user}. */
final class AccountCommands {
  private final Operator operator;

  AccountCommands(Operator operator) {
    this.operator = operator;
  }

  CommandSpec invite() {
    return Options.registryCommand(
            "Makes a link by which somebody makes their own account, once and within a week.",
            "imprimatur user invite --email bob@acme.example --organization acme --role member",
            this::invite)
        .addOption(Options.option("--email", "ADDRESS", "sends it there, if mails are sent"))
        .addOption(Options.option("--organization", "NAME", "which they become a member of"))
        .addOption(Options.option("--role", "ROLE", "owner or member of it (default: member)"))
        .addOption(Options.flag("--admin", "the account may decide about every package"));
  }

  CommandSpec invitations() {
    return Options.registryCommand(
        "Lists the invitations that nobody has accepted yet.",
        "imprimatur user invitations",
        this::invitations);
  }

  CommandSpec withdraw() {
    return Options.registryCommand(
            "Takes an invitation back.",
            "imprimatur user withdraw 01a20320-a200-7000-b520-50e95869e138",
            this::withdraw)
        .addPositional(Options.parameter(0, "ID", "the invitation"));
  }

  CommandSpec reset() {
    return Options.registryCommand(
            "Makes a link by which a user chooses another password, once and within an hour.",
            "imprimatur user reset alice",
            this::reset)
        .addPositional(Options.parameter(0, "NAME", "the user"));
  }

  CommandSpec recover() {
    return Options.registryCommand(
            "Takes the second factors of a user who has lost them; for three days they only read.",
            "imprimatur user recover alice",
            this::recover)
        .addPositional(Options.parameter(0, "NAME", "the user"))
        .addOption(
            Options.flag(
                "--password",
                "gives them a password instead, to sign in with for a day where passwords are off"))
        .addOption(Options.flag("--password-stdin", "reads that from the first line of stdin"));
  }

  CommandSpec enable() {
    return Options.registryCommand(
            "Lets a user who was disabled sign in again.",
            "imprimatur user enable alice",
            this::enable)
        .addPositional(Options.parameter(0, "NAME", "the user"));
  }

  private void invite(ParseResult typed, Console console) {
    var email = Options.value(typed, "--email");
    var invitation = new Terms.Invitation(Options.has(typed, "--admin"), email, joins(typed));
    try (var registry = operator.registry(typed, console)) {
      var fresh = registry.useCases.account.admin.invite(invitation, Operator.CALLER);
      console.out().println(told(registry, fresh));
    }
  }

  private static Optional<AccountLink.Membership> joins(ParseResult typed) {
    var word = Options.value(typed, "--role").orElse("member");
    var role =
        Role.of(word)
            .orElseThrow(
                () -> new BadConfigException("--role must be owner or member, not " + word + "."));
    return Options.value(typed, "--organization")
        .map(name -> new AccountLink.Membership(name, role));
  }

  private void invitations(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      registry
          .useCases
          .account
          .admin
          .invitations(Operator.CALLER)
          .forEach(invitation -> console.out().println(line(invitation)));
    }
  }

  private static String line(AccountLink invitation) {
    return "%s  until %s  by %s%s"
        .formatted(
            invitation.id(),
            invitation.expiresAt(),
            invitation.madeBy(),
            invitation.terms() instanceof Terms.Invitation(var admin, var email, var joins)
                ? email.map(address -> "  " + address).orElse("")
                    + joins.map(membership -> "  " + membership).orElse("")
                    + (admin ? "  admin" : "")
                : "");
  }

  private void withdraw(ParseResult typed, Console console) {
    var id = id(Options.parameter(typed, 0));
    try (var registry = operator.registry(typed, console)) {
      boolean was = registry.useCases.account.admin.withdraw(id, Operator.CALLER);
      console.out().println(was ? "Took it back." : "There is no such invitation any more.");
    }
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new BadConfigException("An invitation's id is a UUID, as user invitations prints it.");
    }
  }

  private void reset(ParseResult typed, Console console) {
    var name = new UserName(Options.parameter(typed, 0));
    try (var registry = operator.registry(typed, console)) {
      var fresh = registry.useCases.account.admin.reset(name, Operator.CALLER);
      console.out().println(told(registry, fresh));
    }
  }

  private static String told(Registry registry, AccountLinks.Fresh fresh) {
    return "%s%nIt is good once, until %s."
        .formatted(registry.useCases.account.mails.address(fresh), fresh.link().expiresAt());
  }

  private void recover(ParseResult typed, Console console) throws IOException {
    var name = new UserName(Options.parameter(typed, 0));
    if (Options.has(typed, "--password") || Options.has(typed, "--password-stdin")) {
      letIn(name, typed, console);
      return;
    }
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.account.admin.recover(name, Operator.CALLER);
      console
          .out()
          .println(
              "%s has no second factor now, is signed out, and may only read for three days."
                  .formatted(name));
    }
  }

  private void letIn(UserName name, ParseResult typed, Console console) throws IOException {
    var password = PeopleCommands.password(typed, console);
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.account.breakGlass.letIn(name, password, Operator.CALLER);
      console.out().println("%s may sign in with this password for a day.".formatted(name));
    }
  }

  private void enable(ParseResult typed, Console console) {
    var name = new UserName(Options.parameter(typed, 0));
    try (var registry = operator.registry(typed, console)) {
      boolean was = registry.useCases.account.admin.enable(name, Operator.CALLER);
      console.out().println(was ? name + " may sign in again." : name + " was not disabled.");
    }
  }
}

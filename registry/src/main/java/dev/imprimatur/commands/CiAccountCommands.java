package dev.imprimatur.commands;

import dev.imprimatur.access.UserName;
import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.staging.CiAccountAdmin.CiAccount;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code user ci-account}: which accounts at CI systems are whose. */
final class CiAccountCommands {
  private final Operator operator;

  CiAccountCommands(Operator operator) {
    this.operator = operator;
  }

  CommandSpec spec() {
    return Options.registryCommand(
            "Says by which account at a CI system a user starts runs, so that they approve none of"
                + " their own where four eyes are wanted.",
            "imprimatur user ci-account alice --issuer https://token.actions.githubusercontent.com"
                + " --subject 1234567",
            this::run)
        .addPositional(Options.parameter(0, "NAME", "the user"))
        .addOption(Options.required("--issuer", "URL", "of the identity tokens of its runs"))
        .addOption(
            Options.option(
                "--subject", "ID", "its id, or its name, which can be changed, as tokens say it"))
        .addOption(Options.flag("--forget", "forgets all that are known at this issuer"));
  }

  private void run(ParseResult typed, Console console) {
    var user = new UserName(Options.parameter(typed, 0));
    var issuer = Options.value(typed, "--issuer").orElseThrow();
    var subject = Options.value(typed, "--subject").filter(text -> !text.isBlank());
    if (subject.isPresent() == Options.has(typed, "--forget")) {
      throw new BadConfigException("Give --subject or --forget, and not both.");
    }
    try (var registry = operator.registry(typed, console)) {
      var admin = registry.useCases.staging.ciAccounts;
      if (subject.isPresent()) {
        admin.add(user, new CiAccount(issuer, subject.get()), Operator.CALLER);
        console.out().println("%s is %s at %s.".formatted(subject.get(), user, issuer));
      } else {
        admin.remove(user, issuer, Operator.CALLER);
        console.out().println("No account at %s is known to be %s's.".formatted(issuer, user));
      }
    }
  }
}

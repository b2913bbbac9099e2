package dev.imprimatur.commands;

import dev.imprimatur.access.OwnerName;
import dev.imprimatur.json.Json;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.HeldSummary;
import dev.imprimatur.packages.ProvenanceRule;
import dev.imprimatur.packages.SourceAddress;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.tokens.Token;
import dev.imprimatur.trust.PublishingAccess;
import dev.imprimatur.trust.PublishingAccess.Writers;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trustadmin.DriftDecisions;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code package}: a package's owners, its publishing access, and what waits for a decision; the
 * last also for {@code trust}.
 */
final class PackageCommands {
  private final Operator operator;

  PackageCommands(Operator operator) {
    this.operator = operator;
  }

  CommandSpec transfer() {
    return Options.registryCommand(
            "Gives a package to another owner, and ends whom the former one trusted.",
            "imprimatur package transfer rocket @acme",
            this::transfer)
        .addPositional(Options.parameter(0, "PACKAGE", "the package"))
        .addPositional(Options.parameter(1, "OWNER", "a user, or @ and an organization"));
  }

  CommandSpec lock() {
    return Options.registryCommand(
            "Lets only trusted publishers write to a package or a whole scope: no token, no"
                + " person.",
            "imprimatur package lock @acme/*",
            (typed, console) -> lock(typed, console, true))
        .addPositional(Options.parameter(0, "PACKAGE", "the package, or @scope/*"))
        .addOption(Options.flag("--own-only", "trusted publishers of patterns are not for it"));
  }

  CommandSpec unlock() {
    return Options.registryCommand(
            "Lets people and their tokens write to a package or a scope again.",
            "imprimatur package unlock @acme/*",
            (typed, console) -> lock(typed, console, false))
        .addPositional(Options.parameter(0, "PACKAGE", "the package, or @scope/*"))
        .addOption(Options.flag("--own-only", "trusted publishers of patterns are not for it"));
  }

  CommandSpec access() {
    return Options.registryCommand(
            "Says anew who writes to a package or a whole scope, and who has to look first; without"
                + " a flag, whoever may write does.",
            "imprimatur package access @acme/* --writers second-factor --staged-only --four-eyes",
            this::access)
        .addPositional(Options.parameter(0, "PACKAGE", "the package, or @scope/*"))
        .addOption(
            Options.option(
                "--writers",
                "WHO",
                "beside trusted publishers: open, second-factor-or-token, second-factor or"
                    + " trusted-only"))
        .addOption(Options.flag("--own-only", "trusted publishers of patterns are not for it"))
        .addOption(Options.flag("--staged-only", "every version is staged and approved"))
        .addOption(Options.flag("--four-eyes", "by somebody else than who staged it"))
        .addOption(
            Options.listOption("--approver", "USER", "who approves, though they may not write"));
  }

  CommandSpec provenance() {
    return Options.registryCommand(
            "Says anew what must be proven of how a package's next version was built; without a"
                + " flag, nothing.",
            "imprimatur package provenance rocket --required --repository"
                + " https://github.com/acme/rocket",
            this::provenance)
        .addPositional(Options.parameter(0, "PACKAGE", "the package, or @scope/*"))
        .addOption(Options.flag("--required", "there is provenance"))
        .addOption(
            Options.listOption(
                "--repository", "URL", "it is built from this one, or another named"))
        .addOption(Options.flag("--no-weaker", "there is provenance once a version has it"));
  }

  CommandSpec held() {
    return Options.registryCommand(
            "Lists the versions of a package that were taken and wait for a decision.",
            "imprimatur package held rocket",
            this::held)
        .addPositional(Options.parameter(0, "PACKAGE", "the package"));
  }

  CommandSpec release() {
    return Options.registryCommand(
            "Lets a held version be installed.",
            "imprimatur package release rocket 0192f0c4-5d3e-7000-8000-3c1a2b4d5e6f",
            this::release)
        .addPositional(Options.parameter(0, "PACKAGE", "the package"))
        .addPositional(Options.parameter(1, "ID", "the id that \"package held\" shows"));
  }

  CommandSpec discard() {
    return Options.registryCommand(
            "Drops a held version.",
            "imprimatur package discard rocket 0192f0c4-5d3e-7000-8000-3c1a2b4d5e6f",
            this::discard)
        .addPositional(Options.parameter(0, "PACKAGE", "the package"))
        .addPositional(Options.parameter(1, "ID", "the id that \"package held\" shows"));
  }

  CommandSpec decisions() {
    return Options.registryCommand(
            "Lists projects that are not who a trusted publisher means, and about which nobody has"
                + " decided.",
            "imprimatur trust decisions rocket",
            this::decisions)
        .addPositional(Options.optionalParameter(0, "PACKAGE", "the package; without it, of all"));
  }

  CommandSpec decide() {
    return Options.registryCommand(
            "Lets a project that came be the trusted one from now on, or never.",
            "imprimatur trust decide rocket 0192f0c4-5d3e-7000-8000-3c1a2b4d5e6f accept",
            this::decide)
        .addPositional(Options.parameter(0, "PACKAGE", "the package"))
        .addPositional(Options.parameter(1, "ID", "the id that \"trust decisions\" shows"))
        .addPositional(
            Options.parameter(
                2, "CHOICE", "accept: it is ours; dismiss: it is not, and stays out"));
  }

  private void transfer(ParseResult typed, Console console) {
    var name = name(typed);
    var owner = new OwnerName(Options.parameter(typed, 1));
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.organizations.transfer.give(name, owner, Operator.CALLER);
      console.out().println("%s is %s's.".formatted(name, owner));
    }
  }

  private void lock(ParseResult typed, Console console, boolean trustedOnly) {
    var target = new Target(Options.parameter(typed, 0));
    boolean ownOnly = Options.has(typed, "--own-only");
    var writers = trustedOnly ? Writers.TRUSTED_ONLY : Writers.OPEN;
    try (var registry = operator.registry(typed, console)) {
      var tokens =
          registry
              .useCases
              .publishingAccess
              .change(
                  target, former -> former.writtenBy(writers).forOwnOnly(ownOnly), Operator.CALLER)
              .tokens();
      console
          .out()
          .println(
              trustedOnly
                  ? "Only trusted publishers write to %s from now on.".formatted(target)
                  : "People and their tokens may write to %s again.".formatted(target));
      if (trustedOnly && !tokens.isEmpty()) {
        console.out().println("These tokens could, and still can elsewhere:");
        tokens.forEach(token -> console.out().println("  " + told(token)));
      }
    }
  }

  private void access(ParseResult typed, Console console) {
    var target = new Target(Options.parameter(typed, 0));
    var access =
        new PublishingAccess(
            Options.value(typed, "--writers").map(Writers::of).orElse(Writers.OPEN),
            Options.has(typed, "--own-only"),
            Options.has(typed, "--staged-only"),
            Options.has(typed, "--four-eyes"),
            Options.values(typed, "--approver"));
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.publishingAccess.change(target, former -> access, Operator.CALLER);
      console
          .out()
          .println(
              "The publishing access of %s from now on: %s"
                  .formatted(target, Json.text(access.json())));
    }
  }

  private void provenance(ParseResult typed, Console console) {
    var target = new Target(Options.parameter(typed, 0));
    var rule =
        new ProvenanceRule(
            Options.has(typed, "--required"),
            Options.values(typed, "--repository").stream().map(SourceAddress::new).toList(),
            Options.has(typed, "--no-weaker"));
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.provenanceRuleChange.set(target, rule, Operator.CALLER);
      console.out().println("What %s requires from now on: %s".formatted(target, told(rule)));
    }
  }

  private static String told(ProvenanceRule rule) {
    return Json.text(rule.json());
  }

  private static String told(Token token) {
    return "%s  %s  ends with %s%s"
        .formatted(
            token.id(),
            token.owner().map(Object::toString).orElse(""),
            token.endsWith(),
            token.expiresAt().map(end -> "  until " + end).orElse(""));
  }

  private void held(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      registry
          .useCases
          .holding
          .of(name(typed))
          .forEach(held -> console.out().println(told(held) + "  " + held.why()));
    }
  }

  private static String told(HeldSummary held) {
    return "%s  %s@%s  %s  since %s"
        .formatted(held.id(), held.name(), held.version(), held.tag(), held.heldAt());
  }

  private void release(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      var released =
          registry.useCases.holding.release(
              name(typed), Options.parameter(typed, 1), Operator.CALLER);
      console.out().println("Released " + told(released) + ".");
    }
  }

  private void discard(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      var discarded =
          registry.useCases.holding.discard(
              name(typed), Options.parameter(typed, 1), Operator.CALLER);
      console.out().println("Discarded " + told(discarded) + ".");
    }
  }

  private void decisions(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      var driftDecisions = registry.useCases.driftDecisions;
      var asked =
          typed.hasMatchedPositional(0) ? driftDecisions.of(name(typed)) : driftDecisions.open();
      asked.stream()
          .filter(question -> question.drift().decision().isEmpty())
          .forEach(question -> console.out().println(told(question)));
    }
  }

  private static String told(DriftDecisions.Question question) {
    var drift = question.drift();
    var ids =
        drift.ids().members().keySet().stream()
            .map(name -> "%s %s".formatted(name, Quoted.text(drift.ids().text(name).orElse(""))))
            .collect(Collectors.joining(", "));
    return "%s  %s  %s  %s  (%s)  since %s, last %s, %d times"
        .formatted(
            drift.id(),
            drift.name(),
            drift.kind().wire(),
            question.project().map(Quoted::text).orElse("-"),
            ids,
            drift.firstAt(),
            drift.lastAt(),
            drift.times());
  }

  private void decide(ParseResult typed, Console console) {
    boolean accepted =
        switch (Options.parameter(typed, 2)) {
          case "accept" -> true;
          case "dismiss" -> false;
          case String other ->
              throw new CommandLine.ParameterException(
                  typed.commandSpec().commandLine(),
                  "%s is no choice; there is accept, dismiss.".formatted(Quoted.text(other)));
        };
    var id = Options.parameter(typed, 1);
    var choice = new DriftDecisions.Choice(name(typed), id, accepted);
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.driftDecisions.decide(choice, Operator.CALLER);
      console
          .out()
          .println(
              accepted
                  ? "Accepted. What was minted for the former project is revoked."
                  : "Dismissed. The project stays out.");
    }
  }

  private static PackageName name(ParseResult typed) {
    return new PackageName(Options.parameter(typed, 0));
  }
}

package dev.imprimatur.main;

import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.Token;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.manage.Locking;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.HeldVersion;
import dev.imprimatur.trust.Target;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code package}: whose a package is, what it takes, and what waits for a decision. */
final class PackageCommands {
  private final Operator operator;

  PackageCommands(Operator operator) {
    this.operator = operator;
  }

  CommandSpec transfer() {
    return Cli.registryCommand(
            "Gives a package to another owner, and ends whom the former one trusted.",
            "imprimatur package transfer rocket @acme",
            this::transfer)
        .addPositional(Cli.parameter(0, "PACKAGE", "the package"))
        .addPositional(Cli.parameter(1, "OWNER", "a user, or @ and an organization"));
  }

  CommandSpec lock() {
    return Cli.registryCommand(
            "Lets only trusted publishers write to a package or a whole scope: no token, no"
                + " person.",
            "imprimatur package lock @acme/*",
            (typed, console) -> lock(typed, console, true))
        .addPositional(Cli.parameter(0, "PACKAGE", "the package, or @scope/*"))
        .addOption(Cli.flag("--own-only", "trusted publishers of patterns are not for it"));
  }

  CommandSpec unlock() {
    return Cli.registryCommand(
            "Lets people and their tokens write to a package or a scope again.",
            "imprimatur package unlock @acme/*",
            (typed, console) -> lock(typed, console, false))
        .addPositional(Cli.parameter(0, "PACKAGE", "the package, or @scope/*"))
        .addOption(Cli.flag("--own-only", "trusted publishers of patterns are not for it"));
  }

  CommandSpec held() {
    return Cli.registryCommand(
            "Lists the versions of a package that were taken and wait for a decision.",
            "imprimatur package held rocket",
            this::held)
        .addPositional(Cli.parameter(0, "PACKAGE", "the package"));
  }

  CommandSpec release() {
    return Cli.registryCommand(
            "Lets a held version be installed.",
            "imprimatur package release rocket 0192f0c4-5d3e-7000-8000-3c1a2b4d5e6f",
            this::release)
        .addPositional(Cli.parameter(0, "PACKAGE", "the package"))
        .addPositional(Cli.parameter(1, "ID", "the id that \"package held\" shows"));
  }

  CommandSpec discard() {
    return Cli.registryCommand(
            "Drops a held version.",
            "imprimatur package discard rocket 0192f0c4-5d3e-7000-8000-3c1a2b4d5e6f",
            this::discard)
        .addPositional(Cli.parameter(0, "PACKAGE", "the package"))
        .addPositional(Cli.parameter(1, "ID", "the id that \"package held\" shows"));
  }

  private void transfer(ParseResult typed, Cli.Console console) {
    var name = name(typed);
    var owner = new OwnerName(Cli.parameter(typed, 1));
    try (var registry = operator.registry(typed, console)) {
      Operator.change(
          registry,
          (tx, happened) -> {
            registry.counters.giving.give(tx, name, owner, happened);
            return name;
          });
      console.out().println("%s is %s's.".formatted(name, owner));
    }
  }

  private void lock(ParseResult typed, Cli.Console console, boolean trustedOnly) {
    var target = new Target(Cli.parameter(typed, 0));
    var wish = new Locking.Wish(trustedOnly, Cli.has(typed, "--own-only"), Actor.OPERATOR.value());
    try (var registry = operator.registry(typed, console)) {
      List<Token> tokens =
          Operator.change(
              registry,
              (tx, happened) -> {
                registry.counters.locking.set(tx, target, wish, happened);
                return registry.counters.locking.tokens(tx, target);
              });
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

  private static String told(Token token) {
    return "%s  %s  ends with %s%s"
        .formatted(
            token.id(),
            token.owner().map(Object::toString).orElse(""),
            token.endsWith(),
            token.expiresAt().map(end -> "  until " + end).orElse(""));
  }

  private void held(ParseResult typed, Cli.Console console) {
    try (var registry = operator.registry(typed, console)) {
      registry
          .counters
          .holding
          .of(name(typed))
          .forEach(held -> console.out().println(told(held) + "  " + held.why()));
    }
  }

  private static String told(HeldVersion held) {
    return "%s  %s@%s  %s  since %s"
        .formatted(held.id(), held.name(), held.version().version(), held.tag(), held.heldAt());
  }

  private void release(ParseResult typed, Cli.Console console) {
    try (var registry = operator.registry(typed, console)) {
      var released =
          Operator.change(
              registry,
              (tx, happened) ->
                  registry.counters.holding.release(
                      tx, name(typed), Cli.parameter(typed, 1), happened));
      console.out().println("Released " + told(released) + ".");
    }
  }

  private void discard(ParseResult typed, Cli.Console console) {
    try (var registry = operator.registry(typed, console)) {
      var discarded =
          Operator.change(
              registry,
              (tx, happened) ->
                  registry.counters.holding.discard(
                      tx, name(typed), Cli.parameter(typed, 1), happened));
      console.out().println("Discarded " + told(discarded) + ".");
    }
  }

  private static PackageName name(ParseResult typed) {
    return new PackageName(Cli.parameter(typed, 0));
  }
}

package dev.imprimatur.main;

import dev.imprimatur.audit.Actor;
import dev.imprimatur.change.Change;
import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.config.Config;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.trust.PublisherId;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.Turns;
import picocli.CommandLine.ParseResult;

/**
 * What commands have in common: they change a registry as its operator, with or without a server.
 */
final class Operator {
  private final World world;

  Operator(World world) {
    this.world = world;
  }

  /** The registry that the settings in force name; to be closed. */
  Registry registry(ParseResult typed, Cli.Console console) {
    var config = Config.of(Cli.rawConfig(typed, console), world.providers());
    return new Registry(config, config.limits(), world);
  }

  Providers providers() {
    return world.providers();
  }

  /** The CI system that is called this. */
  Provider provider(String id) {
    return providers()
        .find(id)
        .orElseThrow(() ->
            new BadConfigException(
                "%s is no provider; there is %s.".formatted(Quoted.text(id), providers().ids())));
  }

  /** Makes a change and writes down who made it, both or neither. */
  static <T> T change(Registry registry, Change.Step<T> step) {
    return registry.db.write(
        tx -> step.take(tx, event -> registry.audit.record(tx, Actor.OPERATOR, event)));
  }

  /** The same of what is read of a package, while nobody else changes it or publishes it. */
  static <T> T change(Registry registry, PackageName name, Change.Step<T> step) {
    return change(registry, Target.of(name), step);
  }

  /** The same of a package, or of all of a pattern. */
  static <T> T change(Registry registry, Target target, Change.Step<T> step) {
    return change(
        registry,
        (tx, happened) -> {
          Turns.take(tx, target);
          return step.take(tx, happened);
        });
  }

  /** The same of what a trusted publisher is for, which it is for as long as it is there. */
  static <T> T change(Registry registry, PublisherId id, Change.Step<T> step) {
    return change(
        registry,
        (tx, happened) -> {
          Turns.take(tx, registry.trust.publishers().require(tx, id).target());
          return step.take(tx, happened);
        });
  }
}

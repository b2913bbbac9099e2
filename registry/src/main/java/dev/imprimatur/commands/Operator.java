package dev.imprimatur.commands;

import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.config.Config;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.wiring.Environment;
import dev.imprimatur.wiring.Registry;
import picocli.CommandLine.ParseResult;

/** The operator of a registry, who runs commands on it, with or without a server beside them. */
final class Operator {
  /** The caller in whose name commands change something. */
  static final Caller CALLER = new Caller.Operator();

  private final Environment world;

  Operator(Environment world) {
    this.world = world;
  }

  /** Opens the registry that the settings in force name; the caller closes it. */
  Registry registry(ParseResult typed, Console console) {
    var config = Config.of(Options.rawConfig(typed, console), world.providers());
    return new Registry(config, config.limits(), world);
  }

  Providers providers() {
    return world.providers();
  }

  /** Returns the CI system with this id. */
  Provider provider(String id) {
    return providers()
        .find(id)
        .orElseThrow(() ->
            new BadConfigException(
                "%s is no provider; there is %s.".formatted(Quoted.text(id), providers().ids())));
  }
}

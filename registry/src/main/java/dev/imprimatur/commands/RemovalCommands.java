package dev.imprimatur.commands;

import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.unpublish.Reason;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code package remove} and {@code package free}: what must go, and the name that is left. */
final class RemovalCommands {
  private final Operator operator;

  RemovalCommands(Operator operator) {
    this.operator = operator;
  }

  CommandSpec remove() {
    return Options.registryCommand(
            "Removes a version for ever, whenever it was published; without a version, the whole"
                + " package.",
            "imprimatur package remove rocket@1.0.0 --reason \"it holds a key of ours\"",
            this::remove)
        .addPositional(Options.parameter(0, "PACKAGE", "NAME@VERSION, or NAME for all of it"))
        .addOption(Options.required("--reason", "TEXT", "why; whoever asks for it reads this"));
  }

  CommandSpec free() {
    return Options.registryCommand(
            "Gives up the name of a package that has no version any more: anybody may publish it.",
            "imprimatur package free rocket",
            this::free)
        .addPositional(Options.parameter(0, "PACKAGE", "the package"));
  }

  private void remove(ParseResult typed, Console console) {
    var wanted = Options.parameter(typed, 0);
    var reason = new Reason(Options.value(typed, "--reason").orElse(""));
    int sign = wanted.lastIndexOf('@');
    var name = new PackageName(sign > 0 ? wanted.substring(0, sign) : wanted);
    var version =
        sign > 0 ? Optional.of(new Version(wanted.substring(sign + 1))) : Optional.<Version>empty();
    try (var registry = operator.registry(typed, console)) {
      var removal = registry.useCases.packageRemoval;
      if (version.isPresent()) {
        removal.remove(name, version.get(), reason, Operator.CALLER);
      } else {
        removal.removeAll(name, reason, Operator.CALLER);
      }
      console.out().println("Removed %s.".formatted(wanted));
    }
  }

  private void free(ParseResult typed, Console console) {
    var name = new PackageName(Options.parameter(typed, 0));
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.packageRemoval.free(name, Operator.CALLER);
      console.out().println("%s is whose who publishes it next.".formatted(name));
    }
  }
}

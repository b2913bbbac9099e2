package dev.imprimatur.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.json.Yaml;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.trustadmin.PlanStep;
import dev.imprimatur.trustadmin.TrustDeclaration;
import dev.imprimatur.trustadmin.TrustJson;
import dev.imprimatur.wiring.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code trust plan}, {@code apply}, {@code explain} and {@code simulate}: the commands that read a
 * file.
 */
final class PlanCommands {
  private static final int FILE_BYTES_MAX = 4 * 1024 * 1024;

  private final Operator operator;

  PlanCommands(Operator operator) {
    this.operator = operator;
  }

  CommandSpec plan() {
    return Options.registryCommand(
            "Says what would be done so that packages trust what a file declares.",
            "imprimatur trust plan trust.yaml",
            (typed, console) -> {
              try (var registry = operator.registry(typed, console)) {
                var declared = declared(registry, typed, console);
                tell(
                    registry, registry.useCases.trustPlan.plan(declared, Operator.CALLER), console);
              }
            })
        .addPositional(Options.parameter(0, "FILE", "YAML or JSON; - for standard input"));
  }

  CommandSpec apply() {
    return Options.registryCommand(
            "Lets packages trust what a file declares and nothing else, all of it or nothing.",
            "imprimatur trust apply trust.yaml",
            (typed, console) -> {
              try (var registry = operator.registry(typed, console)) {
                var declared = declared(registry, typed, console);
                tell(
                    registry,
                    registry.useCases.trustPlan.apply(declared, Operator.CALLER),
                    console);
              }
            })
        .addPositional(Options.parameter(0, "FILE", "YAML or JSON; - for standard input"));
  }

  CommandSpec explain() {
    return Options.registryCommand(
            "Says what would become of a CI job's identity token, rule by rule; it is not spent.",
            "imprimatur trust explain rocket token.txt",
            this::explain)
        .addPositional(Options.parameter(0, "PACKAGE", "the package"))
        .addPositional(Options.parameter(1, "FILE", "the token; - for standard input"));
  }

  CommandSpec simulate() {
    return Options.registryCommand(
            "Says what would become of an identity token with these claims, rule by rule.",
            "imprimatur trust simulate rocket claims.json",
            this::simulate)
        .addPositional(Options.parameter(0, "PACKAGE", "the package"))
        .addPositional(Options.parameter(1, "FILE", "the claims, as JSON; - for standard input"))
        .addOption(
            Options.option("--issuer", "URL", "who signs it, if the claims have no \"iss\""));
  }

  private static List<TrustDeclaration> declared(
      Registry registry, ParseResult typed, Console console) {
    var file = Options.parameter(typed, 0);
    return TrustDeclaration.read(yaml(file, console), new TrustJson(registry.issuers)).stream()
        .map(each -> each.completed(registry.useCases.lookup))
        .toList();
  }

  private static void tell(Registry registry, List<PlanStep> steps, Console console) {
    var json = new TrustJson(registry.issuers);
    steps.forEach(step -> console.out().println(told(json, step)));
    long changes = steps.stream().filter(step -> !(step instanceof PlanStep.Kept)).count();
    console.out().println("%d of %d are changed.".formatted(changes, steps.size()));
  }

  private static String told(TrustJson json, PlanStep step) {
    return switch (step) {
      case PlanStep.Kept(var publisher) -> "  keep    " + TrustCommands.line(json, publisher);
      case PlanStep.Removed(var publisher) -> "- remove  " + TrustCommands.line(json, publisher);
      case PlanStep.Edited(var before, var spec) ->
          "~ edit    %s%n      to  %s"
              .formatted(TrustCommands.line(json, before), Json.text(json.write(spec)));
      case PlanStep.Added(var spec) ->
          "+ add     %s  %s".formatted(spec.target(), Json.text(json.write(spec)));
    };
  }

  private void explain(ParseResult typed, Console console) {
    var name = new PackageName(Options.parameter(typed, 0));
    var token = Secret.of(text(Options.parameter(typed, 1), console).strip());
    try (var registry = operator.registry(typed, console)) {
      tell(registry.useCases.explainer.explain(name, token), console);
    }
  }

  private void simulate(ParseResult typed, Console console) {
    var name = new PackageName(Options.parameter(typed, 0));
    var file = Options.parameter(typed, 1);
    if (!(yaml(file, console) instanceof JsonObject claims)) {
      throw new BadConfigException("The claims in %s are no object.".formatted(file));
    }
    var issuer =
        Options.value(typed, "--issuer")
            .or(() -> claims.text("iss"))
            .orElseThrow(
                () -> new BadConfigException("The claims have no \"iss\"; say it with --issuer."));
    try (var registry = operator.registry(typed, console)) {
      tell(registry.useCases.explainer.simulate(name, issuer, claims), console);
    }
  }

  /** Prints the verdict in the words that the refusal would have, and below it every rule. */
  private static void tell(JsonObject told, Console console) {
    console
        .out()
        .println(
            told.text("detail")
                .map(detail -> "Refused (%s): %s".formatted(told.text("code").orElse(""), detail))
                .orElse("Accepted."));
    told.object("fix")
        .ifPresent(fix -> {
          console.out().println(fix.text("detail").orElse(""));
          console.out().println("  " + fix.text("command").orElse(""));
        });
    console.out().println("The token is of " + told.text("identity").orElse("nobody") + ".");
    objects(told, "publishers")
        .forEach(publisher -> {
          console
              .out()
              .println(
                  "%s  %s  %s"
                      .formatted(
                          publisher.text("id").orElse("a trusted publisher"),
                          publisher.text("target").orElse(""),
                          publisher.text("identity").orElse("")));
          objects(publisher, "rules").map(PlanCommands::rule).forEach(console.out()::println);
        });
  }

  private static String rule(JsonObject rule) {
    return "  %-8s %s: %s%s"
        .formatted(
            rule.text("outcome").orElse(""),
            rule.text("label").orElse(""),
            rule.text("detail").or(() -> rule.text("actual")).orElse("(nothing)"),
            rule.text("wouldPass")
                .map(text -> "; it would pass with \"%s\"".formatted(text))
                .orElse(""));
  }

  private static Stream<JsonObject> objects(JsonObject json, String name) {
    return json.array(name).map(JsonArray::items).orElse(List.of()).stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast);
  }

  private static JsonValue yaml(String file, Console console) {
    try {
      return Yaml.read(text(file, console));
    } catch (MalformedJsonException e) {
      throw new BadConfigException("%s is neither YAML nor JSON: %s.".formatted(file, e.why()));
    }
  }

  private static String text(String file, Console console) {
    try {
      return file.equals("-")
          ? new String(console.in().readNBytes(FILE_BYTES_MAX), UTF_8)
          : Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new BadConfigException("%s cannot be read.".formatted(file));
    }
  }
}

package dev.imprimatur.main;

import dev.imprimatur.access.UserName;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.db.Tx;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.trust.Issuer;
import dev.imprimatur.trust.Provider;
import dev.imprimatur.trust.Providers;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.PublisherId;
import dev.imprimatur.trust.Publishers;
import dev.imprimatur.trust.Setting;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code trust}: what {@code npm trust} does, for the operator, and for packages to come. */
final class TrustCommands {
  private final World world;

  TrustCommands(World world) {
    this.world = world;
  }

  CommandSpec add() {
    var spec =
        Cli.registryCommand(
                "Trusts a CI job with a package, also with one that does not exist yet.",
                "imprimatur trust add rocket github --repository acme/rocket --file publish.yml"
                    + " --owner alice",
                this::add)
            .addPositional(Cli.parameter(0, "PACKAGE", "the package"))
            .addPositional(
                Cli.parameter(1, "PROVIDER", "the CI system: " + String.join(", ", providers())))
            .addOption(Cli.option("--owner", "NAME", "who will own a package that does not exist"))
            .addOption(Cli.option("--issuer", "URL", "for a provider with several issuers"))
            .addOption(Cli.flag("--allow-publish", "npm publish and dist-tag (the default)"))
            .addOption(Cli.flag("--allow-stage-publish", "npm stage publish"));
    settings().forEach(setting -> spec.addOption(option(setting)));
    return spec;
  }

  CommandSpec list() {
    return Cli.registryCommand(
            "Lists trusted publishers, of one package or of all.",
            "imprimatur trust list rocket",
            this::list)
        .addPositional(Cli.optionalParameter(0, "PACKAGE", "the package"));
  }

  CommandSpec remove() {
    return Cli.registryCommand(
            "Ends the trust, and every token that was minted on it.",
            "imprimatur trust remove 0192f0c4-5d3e-7000-8000-3c1a2b4d5e6f",
            this::remove)
        .addPositional(Cli.parameter(0, "ID", "the id that \"trust list\" shows"));
  }

  private void add(ParseResult typed, Cli.Console console) {
    var name = new PackageName(Cli.parameter(typed, 0));
    var id = Cli.parameter(typed, 1);
    var provider =
        Providers.find(id)
            .orElseThrow(() ->
                new BadConfigException(
                    "%s is no provider; there is %s."
                        .formatted(Quoted.text(id), String.join(", ", providers()))));
    var settings = provider.configured(configured(provider, typed));
    try (var registry = registry(typed, console)) {
      var issuer = issuer(registry, provider, Cli.value(typed, "--issuer"));
      var publisher =
          registry.db.write(tx ->
              registry.trustKeeping.add(
                  tx,
                  new Publishers.Wish(
                      name,
                      issuer,
                      settings,
                      permissions(typed),
                      Actor.OPERATOR.value(),
                      futureOwner(registry, tx, name, Cli.value(typed, "--owner"))),
                  event -> registry.audit.record(tx, Actor.OPERATOR, event)));
      console.out().println(line(publisher));
    }
  }

  private void list(ParseResult typed, Cli.Console console) {
    try (var registry = registry(typed, console)) {
      List<Publisher> publishers =
          typed.hasMatchedPositional(0)
              ? registry.trustKeeping.of(new PackageName(Cli.parameter(typed, 0)))
              : registry.trustKeeping.all();
      publishers.forEach(publisher -> console.out().println(line(publisher)));
    }
  }

  private void remove(ParseResult typed, Cli.Console console) {
    var id = PublisherId.of(Cli.parameter(typed, 0));
    try (var registry = registry(typed, console)) {
      registry.db.write(tx -> {
        registry.trustKeeping.remove(
            tx, id, event -> registry.audit.record(tx, Actor.OPERATOR, event));
        return id;
      });
      console.out().println("Removed " + id + ", and revoked what was minted for it.");
    }
  }

  private static Issuer issuer(Registry registry, Provider provider, Optional<String> url) {
    return url.map(registry.trust.issuers()::find)
        .orElseGet(() -> registry.trust.issuers().usual(provider))
        .filter(issuer -> issuer.provider() == provider)
        .orElseThrow(() ->
            new BadConfigException(
                "No issuer of %s is configured%s; add one to \"issuers\"."
                    .formatted(
                        provider.title(), url.map(u -> " with the address " + u).orElse(""))));
  }

  /** A package that exists has owners; one that does not needs one to come. */
  private static Optional<String> futureOwner(
      Registry registry, Tx tx, PackageName name, Optional<String> owner) {
    boolean exists = registry.packages.find(tx, name).isPresent();
    if (exists && owner.isPresent()) {
      throw new BadConfigException(
          "%s exists and has its owners; leave out --owner.".formatted(name));
    }
    if (!exists && owner.isEmpty()) {
      throw new BadConfigException(
          "%s does not exist yet: say with --owner who will own it.".formatted(name));
    }
    return owner.map(
        user -> registry.people.users().require(tx, new UserName(user)).name().value());
  }

  private static Set<Permission> permissions(ParseResult typed) {
    var permissions = EnumSet.noneOf(Permission.class);
    if (Cli.has(typed, "--allow-stage-publish")) {
      permissions.add(Permission.STAGE);
    }
    if (Cli.has(typed, "--allow-publish") || permissions.isEmpty()) {
      permissions.add(Permission.PUBLISH);
    }
    return permissions;
  }

  private static Map<String, String> configured(Provider provider, ParseResult typed) {
    var values = new LinkedHashMap<String, String>();
    for (var setting : provider.settings()) {
      Cli.value(typed, setting.flags().getFirst())
          .ifPresent(value -> values.put(setting.name(), value));
    }
    return values;
  }

  private static String line(Publisher publisher) {
    return "%s  %s  %s  %s%s"
        .formatted(
            publisher.id(),
            publisher.name(),
            publisher.provider().title(),
            publisher.provider().settings().stream()
                .flatMap(setting -> shown(setting, publisher).stream())
                .collect(Collectors.joining("  ")),
            publisher
                .futureOwner()
                .map(owner -> "  (pending; " + owner + " will own it)")
                .orElse(""));
  }

  private static Optional<String> shown(Setting setting, Publisher publisher) {
    return Optional.ofNullable(publisher.settings().values().get(setting.name()))
        .map(value -> setting.label() + " " + value);
  }

  private static OptionSpec option(Setting setting) {
    return OptionSpec.builder(setting.flags().toArray(String[]::new))
        .paramLabel("VALUE")
        .type(String.class)
        .description(setting.label() + ": " + setting.rule())
        .build();
  }

  private static List<Setting> settings() {
    return Providers.ALL.stream().flatMap(provider -> provider.settings().stream()).toList();
  }

  private static List<String> providers() {
    return Providers.ALL.stream().map(Provider::id).toList();
  }

  private Registry registry(ParseResult typed, Cli.Console console) {
    return new Registry(Config.of(Cli.rawConfig(typed, console)), Limits.standard(), world);
  }
}

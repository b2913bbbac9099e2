package dev.imprimatur.commands;

import dev.imprimatur.access.OwnerName;
import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.npm.PublisherPermissions;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.PublisherId;
import dev.imprimatur.trust.PublisherSpec;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.TokenTerms;
import dev.imprimatur.trustadmin.TrustJson;
import dev.imprimatur.trustadmin.TrustedPublishers;
import dev.imprimatur.wiring.Registry;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code trust}: the counterpart of {@code npm trust} for the operator, and for packages to come.
 */
final class TrustCommands {
  private final Operator operator;

  TrustCommands(Operator operator) {
    this.operator = operator;
  }

  CommandSpec add() {
    var spec =
        Options.registryCommand(
                "Trusts a CI job with a package, also with one that does not exist yet, or with all"
                    + " packages of a pattern such as @acme/*.",
                "imprimatur trust add rocket github --repository acme/rocket --file publish.yml"
                    + " --owner alice",
                this::add)
            .addPositional(Options.parameter(0, "PACKAGE", "the package, or a pattern"))
            .addPositional(
                Options.parameter(1, "PROVIDER", "the CI system: " + operator.providers().ids()))
            .addOption(
                Options.option(
                    "--owner",
                    "NAME",
                    "who will own a package that does not exist: a user, or"
                        + " @ and an organization"))
            .addOption(Options.option("--issuer", "URL", "for a provider with several issuers"))
            .addOption(Options.option("--label", "TEXT", "what you call it"))
            .addOption(Options.listOption("--dist-tag", "TAG", "which dist-tags it may move"))
            .addOption(Options.option("--token-minutes", "N", "how long its tokens last, up to 15"))
            .addOption(Options.flag("--single-use", "each of its tokens is good for one write"))
            .addOption(Options.listOption("--claim", "NAME=VALUE", "a claim of a generic issuer"))
            .addOption(Options.listOption("--id", "NAME=VALUE", "an id of the project, if known"));
    for (var permission : Permission.values()) {
      spec.addOption(Options.flag(permission.flag(), "allows \"" + permission.wire() + "\""));
    }
    options().forEach((flag, option) -> spec.addOption(option));
    return spec;
  }

  CommandSpec edit() {
    var spec =
        Options.registryCommand(
                "Changes settings of a trusted publisher, and ends every token that was minted on"
                    + " it.",
                "imprimatur trust edit 0192f0c4-5d3e-7000-8000-3c1a2b4d5e6f --file release.yml",
                this::edit)
            .addPositional(Options.parameter(0, "ID", "the id that \"trust list\" shows"))
            .addOption(Options.listOption("--claim", "NAME=VALUE", "a claim of a generic issuer"));
    options().forEach((flag, option) -> spec.addOption(option));
    return spec;
  }

  CommandSpec accept() {
    return Options.registryCommand(
            "Changes a trusted publisher as a refused attempt offers it.",
            "imprimatur trust accept rocket 0192f0c4-5d3e-7000-8000-3c1a2b4d5e6f",
            this::accept)
        .addPositional(Options.parameter(0, "PACKAGE", "the package"))
        .addPositional(Options.parameter(1, "EVENT", "the id or the number of the event"));
  }

  CommandSpec pause() {
    return onPublisher(
        "Takes nothing of a trusted publisher until it is resumed.",
        "pause",
        TrustedPublishers::pause);
  }

  CommandSpec resume() {
    return onPublisher(
        "Lets a trusted publisher publish again; what was held stays held until it is released.",
        "resume",
        TrustedPublishers::resume);
  }

  CommandSpec reopen() {
    return onPublisher(
        "Lets the next token of its project's name teach a publisher who the project is.",
        "reopen",
        TrustedPublishers::reopen);
  }

  /** The action of a command on a publisher. */
  private interface Deed {
    void on(TrustedPublishers keeping, Target target, PublisherId id, Caller caller);
  }

  private CommandSpec onPublisher(String description, String verb, Deed deed) {
    return Options.registryCommand(
            description,
            "imprimatur trust " + verb + " 0192f0c4-5d3e-7000-8000-3c1a2b4d5e6f",
            (typed, console) -> {
              var id = PublisherId.of(Options.parameter(typed, 0));
              try (var registry = operator.registry(typed, console)) {
                var visible = registry.useCases.visiblePublishers;
                var target = visible.require(id).target();
                deed.on(registry.useCases.trustedPublishers, target, id, Operator.CALLER);
                console.out().println(line(new TrustJson(registry.issuers), visible.require(id)));
              }
            })
        .addPositional(Options.parameter(0, "ID", "the id that \"trust list\" shows"));
  }

  CommandSpec list() {
    return Options.registryCommand(
            "Lists trusted publishers, of one package or of all.",
            "imprimatur trust list rocket",
            this::list)
        .addPositional(Options.optionalParameter(0, "PACKAGE", "the package, or a pattern"));
  }

  CommandSpec remove() {
    return Options.registryCommand(
            "Ends the trust, and every token that was minted on it.",
            "imprimatur trust remove 0192f0c4-5d3e-7000-8000-3c1a2b4d5e6f",
            this::remove)
        .addPositional(Options.parameter(0, "ID", "the id that \"trust list\" shows"));
  }

  private void add(ParseResult typed, Console console) {
    var target = new Target(Options.parameter(typed, 0));
    var provider = operator.provider(Options.parameter(typed, 1));
    try (var registry = operator.registry(typed, console)) {
      var json = new TrustJson(registry.issuers);
      var claims = claims(typed, provider);
      var url = Options.value(typed, "--issuer");
      var issuer =
          url.isPresent()
              ? json.issuer(provider, url.get(), claims)
              : json.issuer(provider, claims);
      var spec = registry.useCases.lookup.completed(spec(typed, target, issuer, claims));
      var publisher =
          registry
              .useCases
              .trustedPublishers
              .add(target, List.of(spec), Operator.CALLER)
              .getFirst();
      console.out().println(line(json, publisher));
    }
  }

  private static PublisherSpec spec(
      ParseResult typed, Target target, Issuer issuer, JsonObject claims) {
    var powers = new PublisherPermissions(permissions(typed), Options.values(typed, "--dist-tag"));
    var configured = issuer.rulebook(powers).parse(claims);
    var ids = Options.pairs(typed, "--id");
    issuer.rulebook().requireWhole(configured, ids);
    return new PublisherSpec(
        target,
        issuer,
        configured,
        ids,
        powers,
        terms(typed),
        Options.value(typed, "--label").orElse(""),
        Options.value(typed, "--owner").map(OwnerName::new).map(OwnerName::value));
  }

  private static TokenTerms terms(ParseResult typed) {
    return new TokenTerms(
        Options.value(typed, "--token-minutes")
            .map(TrustCommands::minutes)
            .orElse(TokenTerms.USUAL.lifetime()),
        Options.has(typed, "--single-use"));
  }

  private static Duration minutes(String text) {
    if (!text.matches("\\d{1,3}")) {
      throw new TrustProblem.InvalidPublisher("its tokens last from 1 to 15 minutes").asException();
    }
    return Duration.ofMinutes(Long.parseLong(text));
  }

  /** Edits a publisher; settings that are not typed stay as they are. */
  private void edit(ParseResult typed, Console console) {
    var id = PublisherId.of(Options.parameter(typed, 0));
    try (var registry = operator.registry(typed, console)) {
      var json = new TrustJson(registry.issuers);
      var publisher = registry.useCases.visiblePublishers.require(id);
      var claims = claims(typed, publisher.identity().provider());
      var edited =
          registry.useCases.trustedPublishers.editSettings(
              publisher.target(), id, claims, Operator.CALLER);
      console.out().println(line(json, edited));
    }
  }

  private void accept(ParseResult typed, Console console) {
    var name = new PackageName(Options.parameter(typed, 0));
    try (var registry = operator.registry(typed, console)) {
      var accepted =
          registry.useCases.suggestedFixes.accept(
              name, Options.parameter(typed, 1), Operator.CALLER);
      console.out().println(line(new TrustJson(registry.issuers), accepted));
    }
  }

  private void list(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      List<Publisher> publishers =
          typed.hasMatchedPositional(0)
              ? registry.useCases.visiblePublishers.of(
                  new Target(Options.parameter(typed, 0)), Operator.CALLER)
              : registry.useCases.visiblePublishers.all(Operator.CALLER);
      var json = new TrustJson(registry.issuers);
      publishers.forEach(publisher -> console.out().println(line(json, publisher)));
      if (publishers.isEmpty() && typed.hasMatchedPositional(0)) {
        console.err().println(nobody(registry, new Target(Options.parameter(typed, 0))));
      }
    }
  }

  private static String nobody(Registry registry, Target target) {
    return registry.useCases.visiblePublishers.isFree(target)
        ? "There is no package %s, and no publisher waits for one.".formatted(target)
        : "%s trusts nobody.".formatted(target);
  }

  private void remove(ParseResult typed, Console console) {
    var id = PublisherId.of(Options.parameter(typed, 0));
    try (var registry = operator.registry(typed, console)) {
      var target = registry.useCases.visiblePublishers.require(id).target();
      registry.useCases.trustedPublishers.remove(target, id, Operator.CALLER);
      console.out().println("Removed " + id + ", and revoked what was minted for it.");
    }
  }

  private static Set<Permission> permissions(ParseResult typed) {
    var permissions = EnumSet.noneOf(Permission.class);
    for (var permission : Permission.values()) {
      if (Options.has(typed, permission.flag())) {
        permissions.add(permission);
      }
    }
    if (permissions.isEmpty()) {
      permissions.add(Permission.PUBLISH);
    }
    return permissions;
  }

  /** Returns what was configured, as npm's trust API writes it; the rulebook validates it. */
  private JsonObject claims(ParseResult typed, Provider provider) {
    var json = Options.pairs(typed, "--claim").but();
    var known = settings(provider);
    options()
        .keySet()
        .forEach(flag -> {
          var values = Options.values(typed, flag);
          if (!values.isEmpty()) {
            var setting =
                Optional.ofNullable(known.get(flag))
                    .orElseThrow(() ->
                        new TrustProblem.InvalidPublisher(
                                "%s has no %s; it has %s"
                                    .formatted(
                                        provider.title(), flag, String.join(", ", known.keySet())))
                            .asException());
            json.and(setting.name(), JsonArray.ofTexts(values));
          }
        });
    return json.build();
  }

  static String line(TrustJson json, Publisher publisher) {
    return "%s  %s  %s  %s%s%s"
        .formatted(
            publisher.id(),
            publisher.target(),
            publisher.identity().provider().title(),
            String.join("  ", json.inForce(publisher)),
            publisher
                .state()
                .pending()
                .map(pending ->
                    "  (pending until %s; %s will own it)"
                        .formatted(pending.until(), pending.futureOwner()))
                .orElse(""),
            publisher.state().pause().map(pause -> "  (paused: " + pause.why() + ")").orElse(""));
  }

  /** Returns the settings of a provider, by the names that commands have for them. */
  private static Map<String, Setting> settings(Provider provider) {
    var settings = new LinkedHashMap<String, Setting>();
    if (!provider.isJudgedByOperator()) {
      provider
          .rulebook()
          .settings()
          .forEach(setting -> settings.put(setting.flags().getFirst(), setting));
    }
    return settings;
  }

  /** The words of an option: its name, and a value that it may have. */
  private static String asked(Setting setting) {
    return setting.label() + ", such as " + setting.words().example();
  }

  /** Makes one option for all providers that have a setting of this name. */
  private Map<String, OptionSpec> options() {
    var flags = new TreeMap<String, Set<String>>();
    var words = new TreeMap<String, Set<String>>();
    for (var provider : operator.providers().all()) {
      settings(provider)
          .forEach((flag, setting) -> {
            flags.computeIfAbsent(flag, each -> new TreeSet<>()).addAll(setting.flags());
            words.computeIfAbsent(flag, each -> new TreeSet<>()).add(asked(setting));
          });
    }
    var options = new LinkedHashMap<String, OptionSpec>();
    flags.forEach((flag, all) ->
        options.put(
            flag,
            OptionSpec.builder(all.toArray(String[]::new))
                .paramLabel("VALUE")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description(String.join(", ", words.getOrDefault(flag, Set.of())))
                .build()));
    return options;
  }
}

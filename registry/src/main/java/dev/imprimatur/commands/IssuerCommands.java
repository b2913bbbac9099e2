package dev.imprimatur.commands;

import static java.util.stream.Collectors.joining;

import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.config.Config;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.issuers.IssuerJson;
import dev.imprimatur.issuers.KeySetStatus;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.trustadmin.IssuerAdmin;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code issuer}: the issuers whose identity tokens the registry accepts. */
final class IssuerCommands {
  /** The flags that remove a term of an issuer, and the term. */
  private static final Map<String, String> NO =
      new TreeMap<>(
          Map.of(
              "--no-organization", "organizations",
              "--no-internal", "internal",
              "--no-keys", "jwks",
              "--no-api", "api",
              "--no-server", "server",
              "--no-self-hosted-runners", "selfHostedRunners",
              "--no-shared-audience", "sharedAudience",
              "--no-may-lack", "mayLack"));

  private final Operator operator;

  IssuerCommands(Operator operator) {
    this.operator = operator;
  }

  CommandSpec list() {
    return Options.registryCommand(
        "Lists all issuers: those of the configuration, those built in, and those that were added.",
        "imprimatur issuer list",
        this::list);
  }

  CommandSpec add() {
    return terms(
        Options.registryCommand(
                "Takes the identity tokens of one more issuer, and asks it for its keys.",
                "imprimatur issuer add gitlab https://gitlab.acme.example --organization acme",
                this::add)
            .addPositional(
                Options.parameter(0, "PROVIDER", "the CI system: " + operator.providers().ids()))
            .addPositional(Options.parameter(1, "URL", "exactly what its tokens say as \"iss\"")));
  }

  CommandSpec test() {
    return terms(
        Options.registryCommand(
                "Asks an issuer for its keys now, also one that is not added yet.",
                "imprimatur issuer test https://gitlab.acme.example --provider gitlab",
                this::test)
            .addPositional(Options.parameter(0, "URL", "exactly what its tokens say as \"iss\""))
            .addOption(
                Options.option("--provider", "PROVIDER", "the CI system, if it is not added")));
  }

  private static CommandSpec terms(CommandSpec spec) {
    return spec.addOption(
            Options.listOption("--organization", "ORG", "whose packages may trust it"))
        .addOption(Options.flag("--internal", "may be at a private address, and speak plain HTTP"))
        .addOption(
            Options.option("--keys", "FILE", "its key set, if it cannot be reached from here"))
        .addOption(Options.option("--api", "URL", "where the ids of its projects are looked up"))
        .addOption(
            Options.option(
                "--server", "URL", "where it is seen, if its tokens have another issuer"))
        .addOption(
            Options.flag("--self-hosted-runners", "its publishers may allow others than its own"))
        .addOption(Options.flag("--shared-audience", "take tokens made for many readers at once"))
        .addOption(Options.listOption("--may-lack", "CLAIM", "a claim that its old server lacks"))
        .addOption(
            Options.listOption("--names", "CLAIM", "generic: what tells one workload from another"))
        .addOption(Options.listOption("--ids", "CLAIM", "generic: ids that are never given again"))
        .addOption(
            Options.listOption("--requires", "CLAIM=VALUE", "generic: what every token says"))
        .addOption(Options.listOption("--records", "CLAIM", "generic: what is kept of a token"))
        .addOption(Options.flag("--jti", "generic: every token has a \"jti\" of its own"));
  }

  CommandSpec edit() {
    var spec =
        terms(
            Options.registryCommand(
                    "Changes what an issuer is trusted with, also of one that is built in; what is"
                        + " not said stays as it is.",
                    "imprimatur issuer edit https://gitlab.com --self-hosted-runners",
                    this::edit)
                .addPositional(Options.parameter(0, "URL", "as \"issuer list\" shows it")));
    NO.forEach(
        (flag, member) -> spec.addOption(Options.flag(flag, "undoes --" + flag.substring(5))));
    return spec;
  }

  CommandSpec disable() {
    return onIssuer(
        "Takes nothing from an issuer any more, and ends every token that jobs of it have.",
        "disable",
        "Switched off",
        IssuerAdmin::switchOff);
  }

  CommandSpec enable() {
    return onIssuer(
        "Takes the identity tokens of an issuer again.",
        "enable",
        "Switched on",
        IssuerAdmin::switchOn);
  }

  CommandSpec refresh() {
    return onIssuer(
        "Forgets the keys of an issuer that were fetched before; for one whose key was stolen.",
        "refresh",
        "Forgot the keys of",
        IssuerAdmin::forgetKeys);
  }

  CommandSpec keys() {
    return Options.registryCommand(
            "Gives an issuer that was added with --keys new ones in their place.",
            "imprimatur issuer keys https://oidc.cluster.acme.example keys.json",
            this::storeKeys)
        .addPositional(Options.parameter(0, "URL", "as \"issuer list\" shows it"))
        .addPositional(Options.parameter(1, "FILE", "its key set, as it publishes it"));
  }

  CommandSpec expire() {
    return Options.registryCommand(
        "Takes no identity token any more that was issued before; after a backup was restored.",
        "imprimatur issuer expire",
        this::expire);
  }

  CommandSpec remove() {
    return onIssuer(
        "Removes an issuer that was added and that nobody relies on.",
        "remove",
        "Removed",
        IssuerAdmin::remove);
  }

  /** The action of a command on the issuer of an address. */
  private interface Deed {
    void on(IssuerAdmin keeping, String url, Caller caller);
  }

  private CommandSpec onIssuer(String description, String verb, String done, Deed deed) {
    return Options.registryCommand(
            description,
            "imprimatur issuer " + verb + " https://gitlab.acme.example",
            (typed, console) -> {
              var url = Options.parameter(typed, 0);
              try (var registry = operator.registry(typed, console)) {
                deed.on(registry.useCases.issuerAdmin, url, Operator.CALLER);
                console.out().println(done + " " + url + ".");
              }
            })
        .addPositional(Options.parameter(0, "URL", "as \"issuer list\" shows it"));
  }

  private void storeKeys(ParseResult typed, Console console) {
    var url = Options.parameter(typed, 0);
    var keySet = Config.keySet(Options.parameter(typed, 1));
    try (var registry = operator.registry(typed, console)) {
      var keeping = registry.useCases.issuerAdmin;
      keeping.storeKeys(url, keySet, Operator.CALLER);
      console.out().println("Stored the keys of " + url + ".");
      console.out().println(told(keeping.test(keeping.require(url).state().issuer())));
    }
  }

  private void expire(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      var since = registry.useCases.issuerAdmin.expire(Operator.CALLER);
      console.out().println("No identity token that was issued before " + since + " is taken.");
    }
  }

  private void list(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      for (var known : registry.useCases.issuerAdmin.all()) {
        console.out().println(line(known));
      }
    }
  }

  private static String line(IssuerAdmin.Known known) {
    var state = known.state();
    var issuer = state.issuer();
    var terms = issuer.terms();
    return "%s  %s  %s  %s  %d trusted publishers%s%s%s%s"
        .formatted(
            issuer.url(),
            issuer.provider().title(),
            switch (state.origin()) {
              case BUILT_IN -> "built in";
              case CONFIGURED -> "configured";
              case ADDED -> "added";
            },
            state.offAt().map(at -> "off since " + at).orElse("on"),
            known.publishers(),
            terms.organizations().isEmpty()
                ? ""
                : "  for " + terms.organizations().stream().sorted().collect(joining(", ")),
            issuer.reach().server().map(server -> "  at " + server).orElse(""),
            terms.selfHosted() ? "  self-hosted runners allowed" : "",
            terms.mayLack().isEmpty()
                ? ""
                : "  may lack " + terms.mayLack().stream().sorted().collect(joining(", ")));
  }

  private void add(ParseResult typed, Console console) {
    var issuer =
        issuer(typed, operator.provider(Options.parameter(typed, 0)), Options.parameter(typed, 1));
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.issuerAdmin.add(issuer, Operator.CALLER);
      console.out().println("Added " + issuer.url() + ".");
      console.out().println(told(registry.useCases.issuerAdmin.test(issuer)));
    }
  }

  private void edit(ParseResult typed, Console console) {
    var url = Options.parameter(typed, 0);
    var said = Config.withStoredKeys(said(typed));
    try (var registry = operator.registry(typed, console)) {
      registry.useCases.issuerAdmin.edit(url, terms -> edited(terms, said, typed), Operator.CALLER);
      console.out().println(line(registry.useCases.issuerAdmin.require(url)));
    }
  }

  /** Replaces the terms that were typed; a flag that begins with "no" removes one. */
  private static JsonObject edited(JsonObject terms, JsonObject said, ParseResult typed) {
    var edited = terms.but();
    said.without("claims"::equals).members().forEach(edited::and);
    said.object("claims")
        .ifPresent(rules -> {
          var all = terms.object("claims").orElse(JsonObject.EMPTY).but();
          rules.members().forEach(all::and);
          edited.and("claims", all.build());
        });
    var gone = NO.entrySet().stream().filter(each -> Options.has(typed, each.getKey()));
    var members = gone.map(Map.Entry::getValue).collect(Collectors.toSet());
    return edited
        .build()
        .without(name ->
            members.contains(name) || (name.equals("jwksSince") && members.contains("jwks")));
  }

  /** Returns the terms of an issuer that were typed, and no others. */
  private static JsonObject said(ParseResult typed) {
    var said = JsonObject.EMPTY.but();
    for (var flag : List.of("--internal", "--self-hosted-runners", "--shared-audience")) {
      if (Options.has(typed, flag)) {
        said.and(member("--no" + flag.substring(1)), true);
      }
    }
    Options.value(typed, "--keys").ifPresent(file -> said.and("jwks", file));
    Options.value(typed, "--api").ifPresent(url -> said.and("api", url));
    Options.value(typed, "--server").ifPresent(url -> said.and("server", url));
    list(typed, "--organization", "organizations", said);
    list(typed, "--may-lack", "mayLack", said);
    var rules = JsonObject.EMPTY.but();
    list(typed, "--names", "names", rules);
    list(typed, "--ids", "ids", rules);
    list(typed, "--records", "records", rules);
    if (Options.has(typed, "--requires")) {
      rules.and("requires", Options.pairs(typed, "--requires"));
    }
    if (Options.has(typed, "--jti")) {
      rules.and("jti", true);
    }
    var all = rules.build();
    return all.isEmpty() ? said.build() : said.and("claims", all).build();
  }

  private static void list(
      ParseResult typed, String option, String member, JsonObject.Builder said) {
    if (Options.has(typed, option)) {
      said.and(member, JsonArray.ofTexts(Options.values(typed, option)));
    }
  }

  private static String member(String no) {
    return Objects.requireNonNull(NO.get(no));
  }

  private void test(ParseResult typed, Console console) {
    var url = Options.parameter(typed, 0);
    try (var registry = operator.registry(typed, console)) {
      var known = registry.issuers.find(url);
      var issuer =
          known.isPresent()
              ? known.get()
              : issuer(
                  typed,
                  Options.value(typed, "--provider")
                      .map(operator::provider)
                      .orElseThrow(() ->
                          new BadConfigException(
                              url + " is not added; say with --provider what it is.")),
                  url);
      var health = registry.useCases.issuerAdmin.test(issuer);
      if (health.failure().isPresent()) {
        throw new BadConfigException(told(health));
      }
      console.out().println(told(health));
    }
  }

  private static String told(KeySetStatus health) {
    return health
        .failure()
        .map(why -> "Its keys cannot be had: " + why + ".")
        .orElseGet(() -> "Its keys: %s.".formatted(String.join(", ", health.ids())));
  }

  private static Issuer issuer(ParseResult typed, Provider provider, String url) {
    return IssuerJson.read(provider, url, Config.withStoredKeys(said(typed)));
  }
}

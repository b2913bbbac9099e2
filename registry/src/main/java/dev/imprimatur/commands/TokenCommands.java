package dev.imprimatur.commands;

import dev.imprimatur.access.UserName;
import dev.imprimatur.addresses.AddressRange;
import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.tokenadmin.Expiry;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.ListedToken;
import dev.imprimatur.tokens.TokenId;
import dev.imprimatur.tokens.TokenPermission;
import dev.imprimatur.tokens.TokenTerms;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code token}. */
final class TokenCommands {
  private final Operator operator;

  TokenCommands(Operator operator) {
    this.operator = operator;
  }

  CommandSpec spec() {
    return Options.group("token", "Tokens for those who cannot use a trusted publisher.")
        .addSubcommand("create", create())
        .addSubcommand("list", list())
        .addSubcommand("revoke", revoke());
  }

  private CommandSpec create() {
    return Options.registryCommand(
            "Creates a token, and prints it and nothing else.",
            "imprimatur token create --user alice --read-only --package @acme/* --expires 30",
            this::create)
        .addOption(Options.required("--user", "NAME", "whose token it is"))
        .addOption(Options.option("--name", "TEXT", "what they know it by"))
        .addOption(Options.option("--description", "TEXT", "what it is for"))
        .addOption(Options.flag("--read-only", "may install, and not publish"))
        .addOption(Options.flag("--stage-only", "may stage versions, and not publish them"))
        .addOption(
            Options.listOption("--package", "GLOB", "what it is limited to: a name, or @scope/*"))
        .addOption(
            Options.listOption(
                "--org", "NAME", "an organization whose members and teams it may see, or manage"))
        .addOption(Options.flag("--manage-orgs", "may change the organizations, not only see them"))
        .addOption(Options.listOption("--cidr", "RANGE", "where it may be used from, IPv4 or IPv6"))
        .addOption(
            Options.flag("--bypass-2fa", "publishes without a one-time password, governs nothing"))
        .addOption(
            OptionSpec.builder("--expires")
                .paramLabel("DAYS")
                .type(int.class)
                .description("how long it lasts (default: 7, at most 90; read-only 30 and 366)")
                .build());
  }

  private CommandSpec list() {
    return Options.registryCommand(
            "Lists the tokens of people, their sessions among them, and when each was last used.",
            "imprimatur token list --user alice",
            this::list)
        .addOption(Options.option("--user", "NAME", "whose tokens (default: everybody's)"))
        .addOption(Options.flag("--json", "says it to programs"));
  }

  private CommandSpec revoke() {
    return Options.registryCommand(
            "Revokes a token at once, or all tokens and sessions of a user.",
            "imprimatur token revoke --user alice",
            this::revoke)
        .addPositional(Options.optionalParameter(0, "ID", "the token, as \"token list\" shows it"))
        .addOption(Options.option("--user", "NAME", "whose tokens, all of them"));
  }

  private void create(ParseResult typed, Console console) {
    var name = new UserName(Options.value(typed, "--user").orElseThrow());
    var terms = terms(typed);
    try (var registry = operator.registry(typed, console)) {
      var expiry = Expiry.of(terms, registry.useCases.tokenAdmin.limits());
      int days = typed.matchedOptionValue("--expires", 0);
      var lifetime = typed.hasMatchedOption("--expires") ? expiry.ofDays(days) : expiry.usual();
      var fresh =
          registry.useCases.tokenAdmin.create(
              new Grant.Granular(name, terms), lifetime, Operator.CALLER);
      console.out().println(fresh.text().reveal());
    }
  }

  private static TokenTerms terms(ParseResult typed) {
    var globs = Options.values(typed, "--package").stream().map(PackageGlob::new).toList();
    var organizations = Options.values(typed, "--org");
    boolean alone = globs.isEmpty() && !organizations.isEmpty();
    return new TokenTerms(
        Options.value(typed, "--name").orElse("made by the operator"),
        Options.value(typed, "--description").orElse(""),
        alone ? TokenPermission.NO_ACCESS : permission(typed),
        globs.isEmpty() && !alone ? List.of(new PackageGlob("*")) : globs,
        organizationPermission(typed, organizations),
        organizations,
        Options.values(typed, "--cidr").stream().map(TokenCommands::range).toList(),
        Options.has(typed, "--bypass-2fa"));
  }

  private static TokenPermission permission(ParseResult typed) {
    boolean reads = Options.has(typed, "--read-only");
    if (!Options.has(typed, "--stage-only")) {
      return reads ? TokenPermission.READ_ONLY : TokenPermission.READ_WRITE;
    }
    if (reads) {
      throw new BadConfigException("A token is --read-only or --stage-only, and not both.");
    }
    return TokenPermission.STAGE_ONLY;
  }

  private static TokenPermission organizationPermission(
      ParseResult typed, List<String> organizations) {
    if (organizations.isEmpty()) {
      return TokenPermission.NO_ACCESS;
    }
    return Options.has(typed, "--manage-orgs")
        ? TokenPermission.READ_WRITE
        : TokenPermission.READ_ONLY;
  }

  private static AddressRange range(String text) {
    return AddressRange.parse(text)
        .orElseThrow(() ->
            new BadConfigException(
                "--cidr is a range such as 10.0.0.0/8 or 2001:db8::/32, not %s."
                    .formatted(Quoted.text(text))));
  }

  private void list(ParseResult typed, Console console) {
    try (var registry = operator.registry(typed, console)) {
      var admin = registry.useCases.tokenAdmin;
      var user = Options.value(typed, "--user").map(UserName::new);
      var tokens = user.isPresent() ? admin.of(user.get()) : admin.all();
      if (Options.has(typed, "--json")) {
        var all = tokens.stream().<JsonValue>map(TokenCommands::json).toList();
        console.out().println(Json.text(new JsonArray(all)));
      } else {
        tokens.forEach(token -> console.out().println(line(token)));
      }
    }
  }

  private static JsonObject json(ListedToken listed) {
    var token = listed.token();
    var json =
        JsonObject.with("id", token.id().toString())
            .and("user", token.owner().map(UserName::value).orElse(""))
            .and("kind", kind(token.grant()))
            .and("name", name(token.grant()))
            .and("beginsWith", token.beginsWith())
            .and("endsWith", token.endsWith())
            .and("createdAt", token.createdAt());
    token.expiresAt().ifPresent(end -> json.and("expiresAt", end));
    listed
        .lastUse()
        .ifPresent(use -> json.and("lastUsedAt", use.at()).and("lastUsedFrom", use.address()));
    return json.build();
  }

  private static String line(ListedToken listed) {
    var token = listed.token();
    return "%s  %s  %s  %s…%s  until %s%s"
        .formatted(
            token.id(),
            token.owner().map(UserName::value).orElse(""),
            name(token.grant()),
            token.beginsWith(),
            token.endsWith(),
            token.expiresAt().map(Object::toString).orElse("revoked"),
            listed
                .lastUse()
                .map(use -> "  last used %s from %s".formatted(use.at(), use.address()))
                .orElse(""));
  }

  private static String kind(Grant grant) {
    return grant instanceof Grant.Granular ? "granular" : "session";
  }

  private static String name(Grant grant) {
    return grant instanceof Grant.Granular(_, var terms)
        ? "\"%s\" (%s)".formatted(terms.name(), terms.permission().wire())
        : "session";
  }

  private void revoke(ParseResult typed, Console console) {
    var user = Options.value(typed, "--user").map(UserName::new);
    var id = Options.parameter(typed, 0);
    if (user.isPresent() != id.isEmpty()) {
      throw new BadConfigException("Name a token by its id, or a user by --user.");
    }
    try (var registry = operator.registry(typed, console)) {
      var admin = registry.useCases.tokenAdmin;
      if (user.isPresent()) {
        admin.revokeAll(user.get(), Operator.CALLER);
        console.out().println("Revoked all tokens of %s.".formatted(user.get()));
      } else {
        admin.revoke(tokenId(id), Operator.CALLER);
        console.out().println("Revoked %s.".formatted(id));
      }
    }
  }

  private static TokenId tokenId(String text) {
    try {
      return new TokenId(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      throw new BadConfigException(
          "%s is no id of a token; \"token list\" shows them.".formatted(Quoted.text(text)));
    }
  }
}

package dev.imprimatur.issuers;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.problem.Article;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.rulebooks.Issuer.Reach;
import dev.imprimatur.rulebooks.Issuer.StoredKeys;
import dev.imprimatur.rulebooks.Issuer.Terms;
import dev.imprimatur.rulebooks.OwnRules;
import dev.imprimatur.rulebooks.Provider;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The JSON of an issuer in configuration, commands and table: everything but its provider and its
 * address, which stand beside it.
 */
public final class IssuerJson {
  private static final Pattern SPIFFE = Pattern.compile("spiffe://[a-z0-9._-]{1,255}");
  private static final Pattern ADDRESS =
      Pattern.compile(
          "https?://(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?"
              + "(?:/[A-Za-z0-9._~%-]+)*");

  private static final Set<String> MEMBERS =
      Set.of(
          "internal",
          "jwks",
          "jwksSince",
          "api",
          "server",
          "organizations",
          "selfHostedRunners",
          "sharedAudience",
          "mayLack",
          "claims");

  private static final Set<String> CLAIMS_MEMBERS =
      Set.of("names", "ids", "requires", "records", "jti", "minutes");

  private IssuerJson() {}

  /**
   * Parses an issuer.
   *
   * @throws ProblemException with {@link TrustProblem.InvalidIssuer}
   */
  public static Issuer read(Provider provider, String url, JsonObject json) {
    requireKnown(json, MEMBERS);
    boolean internal = flag(json, "internal");
    requireUrl(url, internal, json.has("jwks"));
    var keys =
        json.object("jwks")
            .map(set -> new StoredKeys(set, instant(json, "jwksSince").orElse(Instant.EPOCH)));
    var own = json.object("claims").map(IssuerJson::ownRules);
    var issuer =
        new Issuer(
            provider,
            url,
            new Reach(internal, keys, address(json, "api"), address(json, "server")),
            new Terms(
                Set.copyOf(texts(json, "organizations")),
                flag(json, "selfHostedRunners"),
                flag(json, "sharedAudience"),
                Set.copyOf(texts(json, "mayLack")),
                own));
    requireOwnRules(issuer);
    if (json.has("server") && !provider.isSeen()) {
      throw refusal(
          "where it is seen means nothing for %s issuer, which takes no \"server\""
              .formatted(Article.with(provider.id())));
    }
    return issuer;
  }

  /** The claims that tell one job from another, where the operator sets them. */
  public static JsonObject identifies(Issuer issuer) {
    return issuer.terms().own().stream()
        .map(own ->
            JsonObject.with("names", claims(own.names())).and("ids", claims(own.ids())).build())
        .findFirst()
        .orElse(JsonObject.EMPTY);
  }

  /** Returns whether the settings of a publisher mean the same to both. */
  static boolean areAlike(Issuer one, Issuer other) {
    return one.provider() == other.provider() && identifies(one).equals(identifies(other));
  }

  /** The terms and the reach of an issuer, for the audit log; without its keys. */
  public static JsonObject terms(Issuer issuer) {
    var terms = write(issuer).without(name -> name.equals("jwks") || name.equals("jwksSince"));
    return issuer.reach().storedKeys().isPresent()
        ? terms.but().and("storedKeys", true).build()
        : terms;
  }

  /** Writes what {@link #read} parses. */
  public static JsonObject write(Issuer issuer) {
    var json = JsonObject.EMPTY.but();
    var reach = issuer.reach();
    var terms = issuer.terms();
    json.and("internal", reach.internal());
    reach
        .storedKeys()
        .ifPresent(stored ->
            json.and("jwks", stored.json())
                .and("jwksSince", JsonNumber.of(stored.since().toEpochMilli())));
    reach.api().ifPresent(api -> json.and("api", api));
    reach.server().ifPresent(server -> json.and("server", server));
    json.and("organizations", sorted(terms.organizations()));
    json.and("selfHostedRunners", terms.selfHosted());
    json.and("sharedAudience", terms.sharedAudience());
    json.and("mayLack", sorted(terms.mayLack()));
    terms.own().ifPresent(own -> json.and("claims", write(own)));
    return json.build();
  }

  private static JsonObject write(OwnRules own) {
    return JsonObject.with("names", claims(own.names()))
        .and("ids", claims(own.ids()))
        .and("requires", own.requires())
        .and("records", claims(own.records()))
        .and("jti", own.givesIds())
        .and("minutes", own.lifetimeMax().toMinutes())
        .build();
  }

  private static JsonArray claims(List<Claim> claims) {
    return new JsonArray(claims.stream().map(IssuerJson::claim).toList());
  }

  private static JsonValue claim(Claim claim) {
    return claim.path().size() == 1 ? new JsonText(claim.name()) : JsonArray.ofTexts(claim.path());
  }

  private static OwnRules ownRules(JsonObject json) {
    requireKnown(json, CLAIMS_MEMBERS);
    return new OwnRules(
        claims(json, "names"),
        claims(json, "ids"),
        json.object("requires").orElse(JsonObject.EMPTY),
        claims(json, "records"),
        flag(json, "jti"),
        json.get("minutes").map(IssuerJson::minutes).orElse(OwnRules.USUAL_LIFETIME_MAX));
  }

  private static Duration minutes(JsonValue value) {
    return Duration.ofMinutes(
        value instanceof JsonNumber number ? number.safeInteger().orElse(0) : 0);
  }

  private static List<Claim> claims(JsonObject json, String name) {
    return switch (json.get(name).orElse(JsonArray.EMPTY)) {
      case JsonArray(var items) -> items.stream().map(item -> claim(name, item)).toList();
      case JsonText text -> List.of(claim(name, text));
      default -> throw refusal("\"%s\" is a list of claims".formatted(name));
    };
  }

  /**
   * Parses the name of a claim: a dot or a slash in it means nothing, and one inside of objects is
   * a list.
   */
  private static Claim claim(String name, JsonValue item) {
    return switch (item) {
      case JsonText text -> Claim.text(text(name, text));
      case JsonArray(var path) when path.size() > 1 -> {
        var names = path.stream().map(each -> text(name, each)).toList();
        yield Claim.inside(String.join("/", names), names.toArray(String[]::new));
      }
      default -> throw refusal("\"%s\" is a list of claims".formatted(name));
    };
  }

  /** Requires rules of an issuer whose provider has none, and refuses them of any other. */
  private static void requireOwnRules(Issuer issuer) {
    boolean needed = issuer.provider().isJudgedByOperator();
    if (needed != issuer.terms().own().isPresent()) {
      throw refusal(
          needed
              ? "%s issuer needs \"claims\" that say what tells one workload from another"
                  .formatted(Article.with(issuer.provider().id()))
              : "%s issuer has rules of its own, and takes no \"claims\""
                  .formatted(Article.with(issuer.provider().id())));
    }
  }

  private static void requireUrl(String url, boolean internal, boolean stored) {
    if (SPIFFE.matcher(url).matches() && stored) {
      return;
    }
    try {
      var address = URI.create(url);
      boolean web =
          "https".equals(address.getScheme())
              || ((internal || stored) && "http".equals(address.getScheme()));
      if (web && address.getHost() != null && address.getRawUserInfo() == null) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw refusal(
        "its url must be exactly the \"iss\" of its tokens, with https unless it is internal or its"
            + " keys are stored, not "
            + Quoted.text(url));
  }

  /** Parses an address that others are composed from; a slash at its end is dropped. */
  private static Optional<String> address(JsonObject json, String name) {
    var written = json.get(name);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    var address = json.text(name).orElse("").replaceFirst("/+$", "");
    if (!ADDRESS.matcher(address).matches()) {
      throw refusal(
          "\"%s\" is an address such as https://git.acme.example/gitlab, without a query"
              .formatted(name));
    }
    return Optional.of(address);
  }

  private static void requireKnown(JsonObject json, Set<String> known) {
    for (var name : json.members().keySet()) {
      if (!known.contains(name)) {
        throw refusal(
            "it has no setting %s; there is %s"
                .formatted(
                    Quoted.text(name), known.stream().sorted().collect(Collectors.joining(", "))));
      }
    }
  }

  private static boolean flag(JsonObject json, String name) {
    return switch (json.get(name).orElse(new JsonBoolean(false))) {
      case JsonBoolean(var truth) -> truth;
      default -> throw refusal("\"%s\" is true or false".formatted(name));
    };
  }

  private static List<String> texts(JsonObject json, String name) {
    return switch (json.get(name).orElse(JsonArray.EMPTY)) {
      case JsonArray(var items) -> items.stream().map(item -> text(name, item)).toList();
      case JsonText(var text) -> List.of(text);
      default -> throw refusal("\"%s\" is a list of texts".formatted(name));
    };
  }

  private static String text(String name, JsonValue item) {
    if (item instanceof JsonText(var text) && !text.isEmpty()) {
      return text;
    }
    throw refusal("\"%s\" is a list of texts".formatted(name));
  }

  private static Optional<Instant> instant(JsonObject json, String name) {
    return json.get(name)
        .filter(JsonNumber.class::isInstance)
        .map(value -> ((JsonNumber) value).safeInteger().orElse(0))
        .map(Instant::ofEpochMilli);
  }

  private static JsonArray sorted(Set<String> texts) {
    return JsonArray.ofTexts(texts.stream().sorted().toList());
  }

  private static ProblemException refusal(String why) {
    return new TrustProblem.InvalidIssuer(why).asException();
  }
}

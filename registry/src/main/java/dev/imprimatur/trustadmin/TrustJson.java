package dev.imprimatur.trustadmin;

import dev.imprimatur.claimrules.Settings;
import dev.imprimatur.issuers.Issuers;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.npm.PublisherPermissions;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.PublisherSpec;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.TokenTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The JSON of trusted publishers, as npm's trust API writes it: {@code {id, type, claims,
 * permissions}}. Beside npm's own claims it knows {@code iss}, for a provider with several issuers,
 * and beside npm's members some of ours, which npm ignores.
 */
public final class TrustJson {
  private static final String ISSUER = "iss";
  private static final Set<String> MEMBERS =
      Set.of("type", "claims", "permissions", "distTags", "label", "token", "pins");

  private final Issuers issuers;

  public TrustJson(Issuers issuers) {
    this.issuers = issuers;
  }

  /** The CI systems that a publisher can be of. */
  public Providers providers() {
    return issuers.providers();
  }

  /** Writes the members that npm reads. */
  JsonObject write(Publisher publisher) {
    var identity = publisher.identity();
    return JsonObject.with("id", publisher.id().toString())
        .and("type", identity.provider().id())
        .and("claims", claims(identity.provider(), identity.issuer(), identity.settings()))
        .and("permissions", publisher.powers().permissionsJson())
        .build();
  }

  /**
   * Writes a specification such that {@link #read} reads it as the same, except for the future
   * owner. Ids that were looked up are written, too: they decide who is trusted.
   */
  public JsonObject write(PublisherSpec spec) {
    var issuer = spec.issuer();
    var json =
        JsonObject.with("type", issuer.provider().id())
            .and("claims", claims(issuer.provider(), issuer.url(), spec.settings()))
            .and("permissions", spec.powers().permissionsJson())
            .and("distTags", JsonArray.ofTexts(spec.powers().distTags()))
            .and("label", spec.label())
            .and("token", spec.terms().json());
    return spec.pins().isEmpty() ? json.build() : json.and("pins", spec.pins()).build();
  }

  /**
   * Writes the settings, always with their issuer, as another may be meant tomorrow where none is
   * named; only where it follows from the settings it is left out.
   */
  private static JsonObject claims(Provider provider, String issuer, Settings settings) {
    boolean follows = provider.issuerOf(settings.json()).filter(issuer::equals).isPresent();
    return follows ? settings.json() : settings.json().but().and(ISSUER, issuer).build();
  }

  /** Writes the same members, and all others that its owners may want to know. */
  public JsonObject writeAll(Publisher publisher) {
    var identity = publisher.identity();
    var state = publisher.state();
    var json =
        write(publisher)
            .but()
            .and("target", publisher.target().value())
            .and("issuer", identity.issuer())
            .and("label", publisher.origin().label())
            .and("distTags", JsonArray.ofTexts(publisher.powers().distTags()))
            .and("token", publisher.terms().json())
            .and("pins", identity.pins())
            .and("revision", state.revision())
            .and("createdAt", publisher.origin().createdAt())
            .and("createdBy", publisher.origin().createdBy());
    identity.pinUntil().ifPresent(at -> json.and("pinUntil", at));
    state.lastUsedAt().ifPresent(at -> json.and("lastUsedAt", at));
    state.lastRefusedAt().ifPresent(at -> json.and("lastRefusedAt", at));
    state
        .pending()
        .ifPresent(pending ->
            json.and(
                "pending",
                JsonObject.with("owner", pending.futureOwner())
                    .and("until", pending.until())
                    .build()));
    state
        .pause()
        .ifPresent(pause ->
            json.and(
                "paused",
                JsonObject.with("kind", pause.kind().name().toLowerCase(Locale.ROOT))
                    .and("at", pause.at())
                    .and("why", pause.why())
                    .build()));
    return json.and("inForce", JsonArray.ofTexts(inForce(publisher))).build();
  }

  /** The requirements of a publisher in plain words; none if its issuer is gone. */
  public List<String> inForce(Publisher publisher) {
    var identity = publisher.identity();
    return issuers
        .find(identity.issuer())
        .map(issuer -> inForce(issuer, publisher))
        .orElse(List.of("its issuer is missing: " + identity.issuer()));
  }

  private static List<String> inForce(Issuer issuer, Publisher publisher) {
    var demands = new ArrayList<>(List.of("issuer " + issuer.url()));
    demands.addAll(issuer.inForce(publisher.identity().settings(), publisher.powers()));
    return List.copyOf(demands);
  }

  /** Parses the specification of a publisher for a target. */
  public PublisherSpec read(Target target, JsonObject json) {
    for (var name : json.members().keySet()) {
      if (!MEMBERS.contains(name) && !name.equals("id")) {
        throw refusal(
            "it has no member %s; there is %s"
                .formatted(
                    Quoted.text(name),
                    MEMBERS.stream().sorted().collect(Collectors.joining(", "))));
      }
    }
    var type = json.text("type").orElse("");
    var provider = issuers.providers().find(type).orElseThrow(() -> unknown(type));
    var claims = json.object("claims").orElse(JsonObject.EMPTY);
    var settings = claims.without(ISSUER::equals);
    if (claims.has(ISSUER) && claims.text(ISSUER).isEmpty()) {
      throw refusal("its issuer is a text: exactly what \"iss\" says in its tokens");
    }
    var url = claims.text(ISSUER);
    var issuer =
        url.isPresent() ? issuer(provider, url.get(), settings) : issuer(provider, settings);
    var powers = powers(json);
    var configured = issuer.rulebook(powers).parse(settings);
    var pins = json.object("pins").orElse(JsonObject.EMPTY);
    issuer.rulebook().requireWhole(configured, pins);
    return new PublisherSpec(
        target,
        issuer,
        configured,
        pins,
        powers,
        TokenTerms.ofJson(json.object("token").orElse(JsonObject.EMPTY)),
        json.text("label").orElse(""),
        Optional.empty());
  }

  /** The issuer of this address, which may be one that follows from the settings. */
  public Issuer issuer(Provider provider, String url, JsonObject settings) {
    return issuers
        .find(url)
        .filter(issuer -> issuer.provider() == provider)
        .or(() ->
            provider
                .issuerOf(settings)
                .filter(url::equals)
                .map(own -> new Issuer(provider, own, Issuer.Reach.PUBLIC, Issuer.Terms.USUAL)))
        .orElseThrow(() ->
            refusal(
                "this registry trusts no issuer %s of %s"
                    .formatted(Quoted.text(url), provider.title())));
  }

  /** The issuer where none is named: that which follows from the settings, or is the only one. */
  public Issuer issuer(Provider provider, JsonObject settings) {
    var own = provider.issuerOf(settings);
    if (own.isPresent()) {
      return issuer(provider, own.get(), settings);
    }
    var meant = issuers.meant(provider);
    return switch (meant.size()) {
      case 0 ->
          throw refusal(
              "this registry trusts no issuer of %s yet; its operator adds one"
                  .formatted(provider.title()));
      case 1 -> meant.getFirst();
      default ->
          throw refusal(
              ("this registry trusts several issuers of %s, so say which one is meant, by the claim"
                      + " \"iss\" or by --issuer: %s")
                  .formatted(
                      provider.title(),
                      meant.stream().map(Issuer::url).collect(Collectors.joining(" or "))));
    };
  }

  /**
   * Parses the permissions; a publisher from before npm knew them may publish, and so may one that
   * names none.
   */
  private static PublisherPermissions powers(JsonObject json) {
    var permissions =
        json.array("permissions").map(JsonArray::items).orElse(List.of()).stream()
            .map(TrustJson::permission)
            .collect(Collectors.toSet());
    var tags =
        json.array("distTags").map(JsonArray::items).orElse(List.of()).stream()
            .map(TrustJson::tag)
            .toList();
    return new PublisherPermissions(
        permissions.isEmpty() ? Set.of(Permission.PUBLISH) : permissions, tags);
  }

  private static Permission permission(JsonValue item) {
    return Optional.of(item)
        .flatMap(value ->
            value instanceof JsonText(var wire) ? Permission.ofWire(wire) : Optional.empty())
        .orElseThrow(() -> refusal("a permission is one of " + Permission.all()));
  }

  private static String tag(JsonValue item) {
    if (item instanceof JsonText(var text)
        && PublisherPermissions.TAG_FORM.matcher(text).matches()) {
      return text;
    }
    throw refusal("a dist-tag is a name, or the beginning of names with a star at its end");
  }

  private ProblemException unknown(String type) {
    return refusal(
        "%s is no provider; there is %s".formatted(Quoted.text(type), issuers.providers().ids()));
  }

  private static ProblemException refusal(String why) {
    return new TrustProblem.InvalidPublisher(why).asException();
  }
}

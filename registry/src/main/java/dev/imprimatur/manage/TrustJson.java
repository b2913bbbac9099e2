package dev.imprimatur.manage;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.trust.Issuer;
import dev.imprimatur.trust.Issuers;
import dev.imprimatur.trust.Provider;
import dev.imprimatur.trust.Providers;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.Publishers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A trusted publisher as npm's trust API writes it: {@code {id, type, claims, permissions}}. Beside
 * npm's own claims it knows {@code iss}, for a provider with several issuers.
 */
final class TrustJson {
  private static final String ISSUER = "iss";

  private final Issuers issuers;

  TrustJson(Issuers issuers) {
    this.issuers = issuers;
  }

  JsonValue write(Publisher publisher) {
    var claims = publisher.provider().json(publisher.settings()).but();
    var usual = issuers.usual(publisher.provider()).map(Issuer::url);
    if (!usual.equals(Optional.of(publisher.issuer()))) {
      claims.and(ISSUER, publisher.issuer());
    }
    return JsonObject.with("id", publisher.id().toString())
        .and("type", publisher.provider().id())
        .and("claims", claims.build())
        .and(
            "permissions",
            JsonArray.ofTexts(
                publisher.permissions().stream().map(Permission::wire).sorted().toList()))
        .build();
  }

  Publishers.Wish read(PackageName name, JsonObject json, String createdBy) {
    var type = json.text("type").orElse("");
    var provider = Providers.find(type).orElseThrow(() -> unknown(type));
    var claims = json.object("claims").orElse(JsonObject.EMPTY);
    var settings = provider.configured(values(claims.without(ISSUER::equals)));
    return new Publishers.Wish(
        name,
        issuer(provider, claims.text(ISSUER)),
        settings,
        permissions(json),
        createdBy,
        Optional.empty());
  }

  private Issuer issuer(Provider provider, Optional<String> url) {
    return url.map(issuers::find)
        .orElseGet(() -> issuers.usual(provider))
        .filter(issuer -> issuer.provider() == provider)
        .orElseThrow(() ->
            refusal(
                "this registry trusts no issuer %s of %s"
                    .formatted(url.map(Quoted::text).orElse("at all"), provider.title())));
  }

  /** A workflow file stands one level down: {@code "workflow_ref": {"file": "publish.yml"}}. */
  private static Map<String, String> values(JsonObject claims) {
    var values = new LinkedHashMap<String, String>();
    claims
        .members()
        .forEach((name, value) -> {
          var text =
              switch (value) {
                case JsonText(var plain) -> Optional.of(plain);
                case JsonObject object -> object.text("file");
                default -> Optional.<String>empty();
              };
          values.put(name, text.orElseThrow(() -> refusal(Quoted.text(name) + " is not a text")));
        });
    return values;
  }

  /** Publishers from before npm knew permissions may publish; so may one that says nothing. */
  private static Set<Permission> permissions(JsonObject json) {
    return json.array("permissions").map(JsonArray::items).stream()
        .flatMap(List::stream)
        .map(TrustJson::permission)
        .collect(
            Collectors.collectingAndThen(
                Collectors.toSet(), found -> found.isEmpty() ? Set.of(Permission.PUBLISH) : found));
  }

  private static Permission permission(JsonValue item) {
    return Optional.of(item)
        .flatMap(value ->
            value instanceof JsonText(var wire) ? Permission.ofWire(wire) : Optional.empty())
        .orElseThrow(() -> refusal("a permission is \"createPackage\" or \"createStagedPackage\""));
  }

  private static ProblemException unknown(String type) {
    return refusal(
        "%s is no provider; there is %s"
            .formatted(
                Quoted.text(type),
                Providers.ALL.stream().map(Provider::id).collect(Collectors.joining(", "))));
  }

  private static ProblemException refusal(String why) {
    return new Problem.InvalidPublisher(why).asException();
  }
}

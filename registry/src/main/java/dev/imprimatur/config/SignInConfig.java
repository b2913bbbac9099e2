package dev.imprimatur.config;

import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.openid.OpenIdProvider;
import dev.imprimatur.outbound.Ask.Reach;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.sso.GroupPolicy;
import dev.imprimatur.sso.GroupPolicy.Mapping;
import dev.imprimatur.sso.SignOnPolicy;
import dev.imprimatur.sso.TrustedProvider;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The setting {@code signIn}: the providers that people sign in by, and whether passwords are. */
final class SignInConfig {
  private static final List<String> KEYS = List.of("passwords", "providers");
  private static final List<String> PROVIDER_KEYS =
      List.of(
          "name",
          "title",
          "issuer",
          "clientId",
          "clientSecretFile",
          "scopes",
          "internal",
          "secondFactors",
          "requires",
          "groups");
  private static final List<String> GROUPS_KEYS = List.of("claim", "administrators", "map");
  private static final List<String> MAPPING_KEYS = List.of("group", "organization", "role", "team");

  private static final List<String> USUAL_SCOPES = List.of("profile", "email");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
  private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,100}");
  private static final Pattern ORGANIZATION = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final int TEXT_LENGTH_MAX = 500;
  private static final int TITLE_LENGTH_MAX = 60;

  private SignInConfig() {}

  static SignOnPolicy read(JsonValue value) {
    var json = object(value, KEYS, "must hold providers, and perhaps passwords");
    var providers = list(json, "providers").stream().map(SignInConfig::provider).toList();
    boolean passwords = truth(json, "passwords", true);
    if (!passwords && providers.isEmpty()) {
      throw bad("would let nobody sign in: name a provider, or leave out %s", "passwords: false");
    }
    var names = new HashSet<String>();
    var issuers = new HashSet<String>();
    for (var each : providers) {
      if (!names.add(each.openId().name()) || !issuers.add(each.openId().issuer())) {
        throw bad("has two providers with the name or the issuer of %s", each.openId().name());
      }
    }
    return new SignOnPolicy(providers, passwords);
  }

  private static TrustedProvider provider(JsonValue value) {
    var json = object(value, PROVIDER_KEYS, "has a provider that is no list of settings");
    var name = text(json, "name").orElse("");
    if (!NAME.matcher(name).matches()) {
      throw bad(
          "needs a name of lower-case letters, digits and dashes for each provider, not %s",
          Quoted.text(name));
    }
    boolean internal = truth(json, "internal", false);
    var openId =
        new OpenIdProvider(
            name,
            title(text(json, "title").orElse(name)),
            issuer(text(json, "issuer").orElse(""), internal),
            text(json, "clientId")
                .orElseThrow(() -> bad("needs the clientId that %s knows this registry by", name)),
            secret(
                text(json, "clientSecretFile")
                    .orElseThrow(() -> bad("needs a clientSecretFile for %s", name))),
            json.has("scopes") ? scopes(json) : USUAL_SCOPES,
            internal ? Reach.INTERNAL : Reach.PUBLIC);
    return new TrustedProvider(
        openId,
        json.get("groups").map(SignInConfig::groups).orElse(GroupPolicy.NONE),
        Set.copyOf(texts(json, "secondFactors")),
        json.get("requires").map(SignInConfig::required).orElse(Map.of()));
  }

  /** Claims with the one value, or the list of values, of which an identity must have one. */
  private static Map<String, Set<String>> required(JsonValue value) {
    if (!(value instanceof JsonObject json)) {
      throw bad("needs claims with their values for %s", "requires");
    }
    var all = new HashMap<String, Set<String>>();
    for (var claim : json.members().keySet()) {
      var values = json.text(claim).map(Set::of).orElseGet(() -> Set.copyOf(texts(json, claim)));
      if (values.isEmpty() || values.stream().anyMatch(String::isBlank)) {
        throw bad("requires the claim %s without saying which value", Quoted.text(claim));
      }
      all.put(claim, values);
    }
    return all;
  }

  private static String title(String title) {
    boolean shows =
        title.length() <= TITLE_LENGTH_MAX && title.codePoints().allMatch(Quoted::prints);
    if (title.isBlank() || !shows) {
      throw bad(
          "needs a title of at most 60 characters for its button, not %s", Quoted.text(title));
    }
    return title;
  }

  /** Its tokens have it letter by letter, so nothing is tidied up here. */
  private static String issuer(String text, boolean internal) {
    try {
      var url = URI.create(text);
      boolean web = "https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && internal);
      if (web
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawQuery() == null
          && url.getRawFragment() == null
          && !text.endsWith("/")) {
        return text;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw bad(
        "needs the issuer of each provider as its discovery document has it, without a slash at its"
            + " end, by https unless it is internal: not %s",
        Quoted.text(text));
  }

  private static Secret secret(String file) {
    return SecretFile.read(Path.of(file), why -> bad("names a clientSecretFile that %s", why));
  }

  private static List<String> scopes(JsonObject json) {
    var scopes = texts(json, "scopes");
    for (var scope : scopes) {
      if (!SCOPE.matcher(scope).matches()) {
        throw bad("has a scope that is none: %s", Quoted.text(scope));
      }
    }
    return scopes;
  }

  private static GroupPolicy groups(JsonValue value) {
    var json = object(value, GROUPS_KEYS, "needs claim and map for groups");
    var claim =
        text(json, "claim").orElseThrow(() -> bad("needs the %s that lists the groups", "claim"));
    return new GroupPolicy(
        Optional.of(claim),
        text(json, "administrators"),
        list(json, "map").stream().map(SignInConfig::mapping).toList());
  }

  private static Mapping mapping(JsonValue value) {
    var json = object(value, MAPPING_KEYS, "needs group and organization for each line of the map");
    var group = text(json, "group").orElseThrow(() -> bad("maps %s", "a group without a name"));
    var organization = text(json, "organization").orElse("");
    if (!ORGANIZATION.matcher(organization).matches()) {
      throw bad("maps the group %s to no organization", Quoted.text(group));
    }
    var role = text(json, "role").orElse(Role.MEMBER.wire());
    return new Mapping(
        group,
        organization,
        Role.of(role).orElseThrow(() -> bad("maps a group to a role that is none: %s", role)),
        text(json, "team"));
  }

  private static JsonObject object(JsonValue value, List<String> keys, String cure) {
    if (!(value instanceof JsonObject json)) {
      throw bad("%s", cure);
    }
    for (var key : json.members().keySet()) {
      if (!keys.contains(key)) {
        throw bad(
            "has nothing called %s",
            Quoted.text(key) + "; the nearest is \"" + ConfigKey.nearest(keys, key) + "\"");
      }
    }
    return json;
  }

  private static List<JsonValue> list(JsonObject json, String key) {
    return switch (json.get(key).orElse(JsonArray.EMPTY)) {
      case JsonArray(var items) -> items;
      default -> throw bad("needs a list for %s", key);
    };
  }

  private static List<String> texts(JsonObject json, String key) {
    return list(json, key).stream()
        .map(item -> item instanceof JsonText(var text) ? text : throwing("needs texts in %s", key))
        .toList();
  }

  private static String throwing(String cure, String key) {
    throw bad(cure, key);
  }

  private static Optional<String> text(JsonObject json, String key) {
    return json.get(key)
        .map(value ->
            value instanceof JsonText(var text)
                    && !text.isBlank()
                    && text.length() <= TEXT_LENGTH_MAX
                ? text
                : throwing("needs a text for %s", key));
  }

  private static boolean truth(JsonObject json, String key, boolean otherwise) {
    return json.get(key)
        .map(value ->
            switch (value) {
              case JsonBoolean(var yes) -> yes;
              default -> throw bad("needs true or false for %s", key);
            })
        .orElse(otherwise);
  }

  private static BadConfigException bad(String cure, String detail) {
    return Config.bad(ConfigKey.SIGN_IN, cure, detail);
  }
}

package dev.imprimatur.tokenadmin;

import dev.imprimatur.addresses.AddressRange;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonNull;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.ListedToken;
import dev.imprimatur.tokens.Token;
import dev.imprimatur.tokens.TokenPermission;
import dev.imprimatur.tokens.TokenTerms;
import java.util.ArrayList;
import java.util.List;

/**
 * The JSON of granular tokens, with the members of npm's documentation and those that its command
 * reads beside them: {@code cidr} and {@code cidr_whitelist}, {@code expiry} and {@code expires}.
 */
final class TokenJson {
  private TokenJson() {}

  /** Shows a new token with its text, the only time. */
  static JsonObject created(Token token, Secret text) {
    return object(token, text.reveal()).and("accessed", JsonNull.NULL).build();
  }

  /** Shows a token by its first characters, by which npm finds the token of a text. */
  static JsonObject listed(ListedToken listed) {
    var json = object(listed.token(), listed.token().beginsWith()).and("accessed", JsonNull.NULL);
    listed
        .lastUse()
        .ifPresent(use -> json.and("accessed", use.at()).and("accessed_from", use.address()));
    return json.build();
  }

  private static JsonObject.Builder object(Token token, String text) {
    if (!(token.grant() instanceof Grant.Granular(var owner, var terms))) {
      throw new IllegalStateException("This is no granular token");
    }
    var expiry = token.expiresAt().orElseThrow();
    return JsonObject.with("key", token.id().toString())
        .and("token", text)
        .and("name", terms.name())
        .and("description", orNull(terms.description()))
        .and("user", owner.value())
        .and("readonly", !terms.writes())
        .and("bypass_2fa", terms.bypassesSecondFactor())
        .and("cidr", addresses(terms))
        .and("cidr_whitelist", addresses(terms))
        .and("created", token.createdAt())
        .and("updated", token.createdAt())
        .and("expiry", expiry)
        .and("expires", expiry)
        .and("revoked", JsonNull.NULL)
        .and("permissions", permissions(terms))
        .and("scopes", scopes(terms));
  }

  private static JsonValue orNull(String text) {
    return text.isEmpty() ? JsonNull.NULL : new JsonText(text);
  }

  private static JsonValue addresses(TokenTerms terms) {
    var ranges = terms.addresses().stream().map(AddressRange::toString).toList();
    return ranges.isEmpty() ? JsonNull.NULL : JsonArray.ofTexts(ranges);
  }

  private static JsonArray permissions(TokenTerms terms) {
    var all = new ArrayList<JsonValue>();
    add(all, "package", terms.permission());
    add(all, "org", terms.organizationPermission());
    return new JsonArray(all);
  }

  private static void add(List<JsonValue> all, String name, TokenPermission permission) {
    var action =
        switch (permission) {
          case NO_ACCESS -> "";
          case READ_ONLY -> "read";
          case READ_WRITE -> "write";
          case STAGE_ONLY -> "stage";
        };
    if (!action.isEmpty()) {
      all.add(JsonObject.with("name", name).and("action", action).build());
    }
  }

  private static JsonArray scopes(TokenTerms terms) {
    var all = new ArrayList<JsonValue>();
    terms.packages().stream().map(PackageGlob::value).forEach(glob -> all.add(scope(glob)));
    terms.organizations().forEach(each -> all.add(scope("org", each)));
    return new JsonArray(all);
  }

  private static JsonObject scope(String glob) {
    return glob.startsWith("@") && glob.endsWith("/*")
        ? scope("scope", glob.substring(0, glob.length() - 2))
        : scope("package", glob);
  }

  private static JsonObject scope(String type, String name) {
    return JsonObject.with("type", type).and("name", name).build();
  }
}

package dev.imprimatur.tokens;

import dev.imprimatur.addresses.AddressRange;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.npm.PackageGlob;
import java.util.List;

/** The JSON in which a row keeps the terms of a granular token. */
final class TermsJson {
  private TermsJson() {}

  static JsonObject write(TokenTerms terms) {
    return JsonObject.with("name", terms.name())
        .and("description", terms.description())
        .and("permission", terms.permission().wire())
        .and("packages", texts(terms.packages()))
        .and("organizationPermission", terms.organizationPermission().wire())
        .and("organizations", texts(terms.organizations()))
        .and("addresses", texts(terms.addresses()))
        .and("bypassesSecondFactor", terms.bypassesSecondFactor())
        .build();
  }

  static TokenTerms read(JsonObject stored) {
    return new TokenTerms(
        text(stored, "name"),
        text(stored, "description"),
        TokenPermission.find(text(stored, "permission")).orElseThrow(),
        texts(stored, "packages").stream().map(PackageGlob::new).toList(),
        TokenPermission.find(text(stored, "organizationPermission")).orElseThrow(),
        texts(stored, "organizations"),
        texts(stored, "addresses").stream()
            .map(range -> AddressRange.parse(range).orElseThrow())
            .toList(),
        stored.truth("bypassesSecondFactor"));
  }

  private static JsonArray texts(List<?> values) {
    return JsonArray.ofTexts(values.stream().map(Object::toString).toList());
  }

  private static List<String> texts(JsonObject stored, String name) {
    return stored.array(name).orElseThrow().items().stream()
        .map(item -> ((JsonText) item).value())
        .toList();
  }

  private static String text(JsonObject stored, String name) {
    return stored.text(name).orElseThrow();
  }
}

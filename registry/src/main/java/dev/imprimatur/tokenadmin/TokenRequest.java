package dev.imprimatur.tokenadmin;

import dev.imprimatur.addresses.AddressRange;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonNull;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.limits.TokenLimits;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.TokenPermission;
import dev.imprimatur.tokens.TokenTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request for a granular token as clients send it. The members have two spellings, one of npm's
 * documentation and one of its command; both are read. What is wrong is said in npm's sentences
 * (npm/api-documentation, {@code token.yaml}).
 *
 * @param lifetime how long it is to last
 */
record TokenRequest(Secret password, TokenTerms terms, Duration lifetime) {
  /** The name of a token that an npm before 11 asks for, which gives it none. */
  private static final String UNNAMED = "npm token create";

  private static final List<String> PERMISSIONS = List.of("no-access", "read-only", "read-write");

  static TokenRequest read(JsonObject body, TokenLimits limits, Instant now) {
    var terms = terms(body);
    var expiry = Expiry.of(terms, limits);
    return new TokenRequest(
        Secret.of(body.text("password").orElse("")),
        terms,
        given(body, "expires").map(value -> expiry.lifetime(value, now)).orElseGet(expiry::usual));
  }

  /** An npm before 11 says whether it is to read only, and nothing else. */
  private static boolean isOld(JsonObject body) {
    return body.has("readonly") && !body.has("name");
  }

  private static TokenTerms terms(JsonObject body) {
    if (isOld(body)) {
      return new TokenTerms(
          UNNAMED,
          "",
          body.truth("readonly") ? TokenPermission.READ_ONLY : TokenPermission.READ_WRITE,
          List.of(new PackageGlob("*")),
          TokenPermission.NO_ACCESS,
          List.of(),
          addresses(body),
          false);
    }
    var name = text(body, "name");
    if (name.isBlank()) {
      throw invalid("Token name is required");
    }
    var packages = packages(body);
    var organizations =
        texts(body, "orgs", "Organizations must be an array").stream()
            .map(TokenRequest::withoutAt)
            .toList();
    return new TokenTerms(
        name,
        description(body),
        permission(body, "packages_and_scopes_permission", !packages.isEmpty()),
        packages,
        permission(body, "orgs_permission", !organizations.isEmpty()),
        organizations,
        addresses(body),
        truth(body, "bypass_2fa"));
  }

  private static String description(JsonObject body) {
    return body.has("token_description")
        ? text(body, "token_description")
        : text(body, "description");
  }

  private static List<PackageGlob> packages(JsonObject body) {
    var globs = new ArrayList<PackageGlob>();
    if (truth(body, "packages_all")) {
      globs.add(new PackageGlob("*"));
    }
    texts(body, "packages", "Packages must be an array").stream()
        .map(PackageGlob::new)
        .forEach(globs::add);
    texts(body, "scopes", "Scopes must be an array").stream()
        .map(scope -> new PackageGlob("@" + withoutAt(scope) + "/*"))
        .forEach(globs::add);
    return globs;
  }

  private static String withoutAt(String name) {
    return name.startsWith("@") ? name.substring(1) : name;
  }

  private static TokenPermission permission(JsonObject body, String member, boolean wanted) {
    var given = given(body, member);
    if (given.isEmpty()) {
      return wanted ? TokenPermission.READ_ONLY : TokenPermission.NO_ACCESS;
    }
    boolean ofPackages = member.startsWith("packages");
    return body.text(member)
        .flatMap(TokenPermission::find)
        .filter(found -> ofPackages || found != TokenPermission.STAGE_ONLY)
        .orElseThrow(() ->
            invalid(
                "Invalid %s. Must be one of: %s%s"
                    .formatted(
                        member,
                        String.join(", ", PERMISSIONS),
                        ofPackages ? ", " + TokenPermission.STAGE_ONLY.wire() : "")));
  }

  private static List<AddressRange> addresses(JsonObject body) {
    var member = body.has("cidr") ? "cidr" : "cidr_whitelist";
    return texts(body, member, "IP ranges must be an array").stream()
        .map(text ->
            AddressRange.parse(text)
                .orElseThrow(() ->
                    invalid(
                        "%s is no IP range in CIDR notation, such as 10.0.0.0/8 or 2001:db8::/32"
                            .formatted(Quoted.text(text)))))
        .toList();
  }

  private static Optional<JsonValue> given(JsonObject body, String member) {
    return body.get(member).filter(value -> !(value instanceof JsonNull));
  }

  private static String text(JsonObject body, String member) {
    return switch (given(body, member).orElse(new JsonText(""))) {
      case JsonText(var text) -> text;
      default -> throw invalid("\"%s\" must be a text".formatted(member));
    };
  }

  private static boolean truth(JsonObject body, String member) {
    return switch (given(body, member).orElse(new JsonBoolean(false))) {
      case JsonBoolean(var truth) -> truth;
      default -> throw invalid("\"%s\" must be true or false".formatted(member));
    };
  }

  private static List<String> texts(JsonObject body, String member, String otherwise) {
    return switch (given(body, member).orElse(JsonArray.EMPTY)) {
      case JsonArray(var items) ->
          items.stream()
              .map(item -> {
                if (item instanceof JsonText(var text)) {
                  return text;
                }
                throw invalid(otherwise);
              })
              .toList();
      default -> throw invalid(otherwise);
    };
  }

  static ProblemException invalid(String why) {
    return new PeopleProblem.InvalidToken(why).asException();
  }
}

package dev.imprimatur.tokens;

import dev.imprimatur.access.UserName;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.PublisherPermissions;
import dev.imprimatur.npm.Version;
import dev.imprimatur.tokens.Grant.Bounds;
import dev.imprimatur.tokens.Grant.MayRead;
import dev.imprimatur.tokens.Grant.Source;
import dev.imprimatur.tokens.Grant.SpeaksAs;
import dev.imprimatur.tokens.Grant.Trusted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The JSON in which a token's row keeps its grant. */
final class GrantJson {
  private GrantJson() {}

  static JsonObject write(Grant grant) {
    return switch (grant) {
      case Grant.Session _, Grant.Browser _ -> JsonObject.EMPTY;
      case Grant.Granular(_, var terms) -> TermsJson.write(terms);
      case Grant.Minted minted -> writeMinted(minted);
      case Grant.Reading(var packages, var lifetime, var source) ->
          JsonObject.with(
                  "packages",
                  new JsonArray(packages.stream().<JsonValue>map(GrantJson::readable).toList()))
              .and("seconds", lifetime.toSeconds())
              .and("source", source(source))
              .build();
      case Grant.Managing(var packages, var publisher, var lifetime, var source) ->
          JsonObject.with("packages", packages.value())
              .and("publisher", trusted(publisher))
              .and("seconds", lifetime.toSeconds())
              .and("source", source(source))
              .build();
    };
  }

  private static JsonObject writeMinted(Grant.Minted grant) {
    var bounds = grant.bounds();
    var json =
        JsonObject.with("package", grant.name().value())
            .and("publisher", trusted(grant.publisher()))
            .and("powers", grant.powers().json())
            .and("seconds", bounds.lifetime().toSeconds());
    bounds.version().ifPresent(version -> json.and("version", version.value()));
    bounds.integrity().ifPresent(integrity -> json.and("integrity", integrity.value()));
    return json.and("singleUse", bounds.singleUse()).and("source", source(grant.source())).build();
  }

  static Grant granular(UserName user, JsonObject stored) {
    return new Grant.Granular(user, TermsJson.read(stored));
  }

  static Grant minted(JsonObject stored) {
    return new Grant.Minted(
        new PackageName(text(stored, "package")),
        trusted(stored.object("publisher").orElseThrow()),
        PublisherPermissions.ofJson(stored.object("powers").orElseThrow()),
        new Bounds(
            lifetime(stored),
            stored.text("version").map(Version::new),
            stored.text("integrity").map(Integrity::new),
            stored.get("singleUse").equals(Optional.of(new JsonBoolean(true)))),
        sourceOf(stored));
  }

  static Grant reading(JsonObject stored) {
    List<MayRead> packages =
        stored.array("packages").orElseThrow().items().stream()
            .map(item -> (JsonObject) item)
            .map(item ->
                new MayRead(
                    new PackageGlob(text(item, "packages")),
                    trusted(item.object("publisher").orElseThrow())))
            .toList();
    return new Grant.Reading(packages, lifetime(stored), sourceOf(stored));
  }

  static Grant managing(JsonObject stored) {
    return new Grant.Managing(
        new PackageGlob(text(stored, "packages")),
        trusted(stored.object("publisher").orElseThrow()),
        lifetime(stored),
        sourceOf(stored));
  }

  private static JsonObject readable(MayRead readable) {
    return JsonObject.with("packages", readable.packages().value())
        .and("publisher", trusted(readable.publisher()))
        .build();
  }

  private static JsonObject trusted(Trusted publisher) {
    return JsonObject.with("id", publisher.id().toString())
        .and("revision", publisher.revision())
        .build();
  }

  private static Trusted trusted(JsonObject stored) {
    return new Trusted(UUID.fromString(text(stored, "id")), number(stored, "revision"));
  }

  private static JsonObject source(Source source) {
    var json =
        JsonObject.with("issuer", source.issuer())
            .and("spentKey", source.replayKey())
            .and("provider", source.speaksAs().provider())
            .and("title", source.speaksAs().title())
            .and("email", source.speaksAs().email())
            .and("claims", source.claims())
            .and("startedBy", JsonArray.ofTexts(source.run().startedBy()));
    source.run().name().ifPresent(run -> json.and("run", run));
    return json.build();
  }

  private static Source sourceOf(JsonObject grant) {
    var stored = grant.object("source").orElseThrow();
    return new Source(
        text(stored, "issuer"),
        text(stored, "spentKey"),
        new SpeaksAs(text(stored, "provider"), text(stored, "title"), text(stored, "email")),
        stored.object("claims").orElseThrow(),
        new Grant.Run(
            stored.text("run"),
            stored.array("startedBy").orElse(JsonArray.EMPTY).items().stream()
                .map(item -> ((JsonText) item).value())
                .toList()));
  }

  private static Duration lifetime(JsonObject stored) {
    return Duration.ofSeconds(number(stored, "seconds"));
  }

  private static long number(JsonObject stored, String name) {
    return ((JsonNumber) stored.get(name).orElseThrow()).safeInteger().orElseThrow();
  }

  private static String text(JsonObject stored, String name) {
    return stored.text(name).orElseThrow();
  }
}

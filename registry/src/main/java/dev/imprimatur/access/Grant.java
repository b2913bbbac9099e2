package dev.imprimatur.access;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Permission;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What a token lets its bearer do; never more than whoever got it may do himself. */
public sealed interface Grant {

  /** Somebody signed in, and may do what he may. */
  record Session(UserName user) implements Grant {}

  /**
   * A granular token.
   *
   * @param writes whether it may publish, or only read
   * @param packages what it is limited to; nothing here means no limit
   */
  record Granular(UserName user, boolean writes, List<PackageGlob> packages) implements Grant {
    public Granular {
      packages = List.copyOf(packages);
    }

    public boolean covers(PackageName name) {
      return packages.isEmpty() || packages.stream().anyMatch(glob -> glob.matches(name));
    }
  }

  /**
   * What an identity token was exchanged for: one package, on behalf of one trusted publisher.
   *
   * @param publisherRevision as it was then; once it has changed, this is worth nothing
   * @param permissions what the publisher may do
   * @param speaksAs how the publisher is shown to people
   * @param claims what of the identity token is worth keeping
   */
  record Minted(
      PackageName name,
      UUID publisher,
      long publisherRevision,
      Set<Permission> permissions,
      SpeaksAs speaksAs,
      JsonObject claims)
      implements Grant {
    public Minted {
      permissions = Set.copyOf(permissions);
    }
  }

  /**
   * How a trusted publisher is shown.
   *
   * @param provider the kind of its issuer: {@code github}
   * @param title for people: {@code GitHub Actions}
   * @param email what stands where a mail address belongs; nobody reads mail there
   */
  record SpeaksAs(String provider, String title, String email) {}

  /** The form in which a token's row keeps it. */
  default String stored() {
    return Json.text(
        switch (this) {
          case Session _ -> JsonObject.EMPTY;
          case Granular(_, var writes, var packages) ->
              JsonObject.with("access", writes ? "write" : "read")
                  .and(
                      "packages",
                      JsonArray.ofTexts(packages.stream().map(PackageGlob::value).toList()))
                  .build();
          case Minted(
                  var name,
                  var publisher,
                  var revision,
                  var permissions,
                  var speaksAs,
                  var claims) ->
              JsonObject.with("package", name.value())
                  .and("publisher", publisher.toString())
                  .and("publisherRevision", revision)
                  .and(
                      "permissions",
                      JsonArray.ofTexts(
                          permissions.stream().map(Permission::wire).sorted().toList()))
                  .and("provider", speaksAs.provider())
                  .and("title", speaksAs.title())
                  .and("email", speaksAs.email())
                  .and("claims", claims)
                  .build();
        });
  }

  static Grant granular(UserName user, JsonObject stored) {
    var packages =
        stored.array("packages").orElse(JsonArray.EMPTY).items().stream()
            .map(Grant::textOf)
            .map(PackageGlob::new)
            .toList();
    return new Granular(user, stored.text("access").orElseThrow().equals("write"), packages);
  }

  static Grant minted(JsonObject stored) {
    return new Minted(
        new PackageName(stored.text("package").orElseThrow()),
        UUID.fromString(stored.text("publisher").orElseThrow()),
        numberOf(stored.get("publisherRevision").orElseThrow()),
        stored.array("permissions").orElseThrow().items().stream()
            .map(Grant::textOf)
            .map(wire -> Permission.ofWire(wire).orElseThrow())
            .collect(Collectors.toSet()),
        new SpeaksAs(
            stored.text("provider").orElseThrow(),
            stored.text("title").orElseThrow(),
            stored.text("email").orElseThrow()),
        stored.object("claims").orElseThrow());
  }

  private static String textOf(JsonValue value) {
    return ((JsonText) value).value();
  }

  private static long numberOf(JsonValue value) {
    return ((JsonNumber) value).safeInteger().orElseThrow();
  }
}

package dev.imprimatur.doors.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The small packument has every field that npm's own has: old clients resolve by nothing else
 * (npm/registry, docs/responses/package-metadata.md, "abbreviated version object").
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SmallDocumentTest {
  private static final JsonObject FIELDS =
      Json.readOwn(
          """
          {
            "dependencies": {"left": "^2.0.0", "inner": "1"},
            "acceptDependencies": {"left": "1 || 2"},
            "optionalDependencies": {"maybe": "1"},
            "devDependencies": {"tool": "1"},
            "peerDependencies": {"host": "1"},
            "peerDependenciesMeta": {"host": {"optional": true}},
            "bundleDependencies": ["inner"],
            "bin": {"fields": "cli.js"},
            "directories": {"lib": "lib"},
            "engines": {"node": ">=20"},
            "os": ["linux"],
            "cpu": ["x64"],
            "libc": ["glibc"],
            "funding": {"url": "https://acme.example/fund"}
          }
          """);

  private final TestRegistry registry = TestRegistry.start();
  private JsonObject small = JsonObject.EMPTY;

  @BeforeAll
  void open() {
    var alice = registry.with(registry.user("alice"));
    var wanted =
        TestPackage.of("fields", "1.0.0")
            .member("scripts", JsonObject.with("postinstall", "node cli.js").build())
            .file("cli.js", "1")
            .file("npm-shrinkwrap.json", "{}");
    for (var field : FIELDS.members().entrySet()) {
      wanted = wanted.member(field.getKey(), field.getValue());
    }
    var published = alice.put("/fields", wanted.document());
    assertThat(published.status()).as(published.text()).isEqualTo(201);
    small = version(registry.anyone().with("accept", "application/vnd.npm.install-v1+json"));
  }

  @AfterAll
  void close() {
    registry.close();
  }

  private static JsonObject version(Client client) {
    return client
        .get("/fields")
        .json()
        .object("versions")
        .flatMap(versions -> versions.object("1.0.0"))
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dependencies",
        "acceptDependencies",
        "optionalDependencies",
        "devDependencies",
        "peerDependencies",
        "peerDependenciesMeta",
        "bundleDependencies",
        "bin",
        "directories",
        "engines",
        "os",
        "cpu",
        "libc",
        "funding"
      })
  void aFieldIsThereAsInTheLargeOne(String field) {
    assertThat(small.members().get(field))
        .isNotNull()
        .isEqualTo(version(registry.anyone()).members().get(field));
  }

  @Test
  void whatFollowsFromTheTarballIsThereToo() {
    assertThat(Json.text(small))
        .contains("\"hasInstallScript\":true", "\"_hasShrinkwrap\":true", "\"dist\":{")
        .doesNotContain("description", "\"scripts\"", "readme");
  }
}

package dev.imprimatur.doors.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonNull;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.RawTar;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What somebody hides in a tarball, or shows beside it, on its way through the whole registry. */
final class SmuggleTest {
  private static final TestPackage ROCKET = TestPackage.of("rocket", "1.0.0");
  private static final String EVIL = "{\"scripts\":{\"postinstall\":\"evil\"}}";

  /** What clients decide by, all of which a document could show otherwise than its tarball. */
  private static final List<String> FIELDS =
      List.of(
          "dependencies",
          "devDependencies",
          "optionalDependencies",
          "peerDependencies",
          "peerDependenciesMeta",
          "bundleDependencies",
          "bundledDependencies",
          "acceptDependencies",
          "scripts",
          "bin",
          "directories",
          "engines",
          "os",
          "cpu",
          "libc",
          "hasInstallScript",
          "_hasShrinkwrap",
          "funding",
          "exports",
          "description",
          "junk");

  private static final List<JsonValue> KINDS =
      List.of(
          JsonArray.of(new JsonText("9.9.9")),
          new JsonText("evil"),
          JsonObject.with("evil", "9.9.9").build(),
          JsonObject.with("evil", JsonObject.with("x", "y").build()).build(),
          new JsonBoolean(true),
          JsonNumber.of(7),
          JsonNull.NULL);

  private static TestRegistry registry = TestRegistry.start();
  private static Client alice = registry.anyone();

  @BeforeAll
  static void open() {
    alice = registry.with(registry.user("alice"));
  }

  @AfterAll
  static void close() {
    registry.close();
  }

  @Covers("A301")
  @Test
  void aTarballThatTwoClientsUnpackDifferentlyIsRefused() {
    var json = Json.text(ROCKET.manifest());
    var hidden = RawTar.of(EVIL).tar();
    for (var raw :
        List.of(
            RawTar.of(json).pax('g', "path=package/other.js").file("package/package.json", EVIL),
            RawTar.of(json)
                .pax('x', "path=package/other.js")
                .entry('L', "././@LongLink", "package/another.js\0")
                .file("package/package.json", EVIL),
            RawTar.of(json)
                .pax('x', "size=512", "path=package/a.js")
                .entry('0', "a", new byte[0], _ -> {}),
            RawTar.of(json).pax('x', "comment=x\n25 path=package/other.js").file("package/a", ""),
            RawTar.of(json).entry('0', "package/a", hidden, header -> header[148] = '7'),
            new RawTar().file("./package/package.json", json))) {
      refused(raw);
    }
  }

  @Covers("A302")
  @Test
  void twoNamesThatAreOneFileSomewhereAreRefused() {
    var json = Json.text(ROCKET.manifest());
    for (var name :
        List.of(
            "package.j\u017fon",
            "PACKAGE.JSON",
            "package.json.",
            "package.json::$DATA",
            "package.json\u200d",
            "package.json/x")) {
      refused(RawTar.of(json).file("package/" + name, EVIL));
    }
  }

  /** Whatever the document shows, what is served of a version is what its tarball has. */
  @Covers("A303")
  @Test
  void aDocumentShowsNothingThatItsTarballHasNot() {
    publish(TestPackage.of("plain", "1.0.0"), TestPackage.of("plain", "1.0.0"), 201);
    var plain = served("plain", "1.0.0");
    int taken = 0;
    int patch = 0;
    for (var field : FIELDS) {
      for (var value : KINDS) {
        var real = TestPackage.of("plain", "1.1." + patch++);
        var answer = alice.put(real.path(), real.member(field, value).document(real.tarball()));
        if (answer.status() == 201) {
          taken++;
          assertThat(served("plain", real.version())).as("%s %s", field, value).isEqualTo(plain);
        } else {
          assertThat(answer.status()).as("%s %s", field, value).isEqualTo(400);
          assertThat(answer.message()).contains("differ in");
        }
      }
    }
    assertThat(taken).isBetween(FIELDS.size(), FIELDS.size() * KINDS.size() - FIELDS.size());
  }

  /** Of a kind that only some client understands nothing is served, also if the tarball has it. */
  @Covers("A303")
  @Test
  void whatClientsReadDifferentlyIsNotServed() {
    int patch = 0;
    for (var field :
        List.of(
            "optionalDependencies",
            "peerDependencies",
            "peerDependenciesMeta",
            "scripts",
            "bin",
            "dependencies")) {
      for (var value : KINDS) {
        var odd = TestPackage.of("odd", "1.0." + patch++).member(field, value);
        publish(odd, odd, 201);
        served("odd", odd.version())
            .get(field)
            .ifPresent(shown ->
                assertThat(shown).as("%s %s", field, value).isInstanceOf(JsonObject.class));
      }
    }
  }

  /** npm up to 9 resolves by the small document alone. */
  @Test
  void theSmallDocumentSaysWhatElseWouldDo() {
    var ranges = JsonObject.with("left", "1 || 2").build();
    var lenient = TestPackage.of("lenient", "1.0.0").member("acceptDependencies", ranges);
    publish(lenient, lenient, 201);
    var small = registry.anyone().with("accept", "application/vnd.npm.install-v1+json");
    assertThat(
            small
                .get("/lenient")
                .json()
                .object("versions")
                .flatMap(versions -> versions.object("1.0.0"))
                .flatMap(version -> version.get("acceptDependencies")))
        .contains(ranges);
  }

  private static void publish(TestPackage document, TestPackage tarball, int status) {
    var answer = alice.put(document.path(), document.document(tarball.tarball()));
    assertThat(answer.status()).as(answer.message()).isEqualTo(status);
  }

  /** What everybody sees of a version, without what must differ from one to the next. */
  private static JsonObject served(String name, String version) {
    var differing = Set.of("version", "_id", "dist", "_npmUser", "maintainers");
    return registry.anyone().get("/" + name + "/" + version).json().without(differing::contains);
  }

  private static void refused(RawTar raw) {
    var answer = alice.put(ROCKET.path(), ROCKET.document(raw.gzip()));
    assertThat(answer.status()).as(answer.message()).isEqualTo(400);
    assertThat(answer.message()).startsWith("The tarball is refused");
    assertThat(registry.anyone().get("/rocket").status()).isEqualTo(404);
  }
}

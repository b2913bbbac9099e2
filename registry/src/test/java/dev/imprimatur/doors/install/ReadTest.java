package dev.imprimatur.doors.install;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What package managers read, and under which spellings of its address. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReadTest {
  private static final String ABBREVIATED = "application/vnd.npm.install-v1+json";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeAll
  void open() {
    alice = registry.with(registry.user("alice"));
    publish(TestPackage.of("@acme/rocket", "1.0.0").access("public"));
    publish(TestPackage.of("rocket", "1.0.0"));
    publish(TestPackage.of("@acme/secret", "1.0.0"));
  }

  @AfterAll
  void close() {
    registry.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/@acme%2frocket",
        "/@acme%2Frocket",
        "/@acme/rocket",
        "/%40acme%2frocket",
        "/%40acme/rocket",
        "/%40acme%2Frocket",
        "/@acme%2frocket?write=true",
        "/@acme%2frocket/1.0.0",
        "/@acme/rocket/1.0.0",
        "/@acme/rocket/latest",
        "/@acme/rocket/-/rocket-1.0.0.tgz",
        "/@acme%2frocket/-/rocket-1.0.0.tgz",
        "/@acme%2Frocket/-/rocket-1.0.0.tgz",
        "/-/package/@acme%2frocket/dist-tags",
        "/-/package/@acme/rocket/dist-tags",
        "/-/package/%40acme%2Frocket/visibility",
        "/rocket",
        "/rocket/latest",
        "/-/ping",
        "/-/ping?write=true",
      })
  void aPackageIsFoundUnderEverySpelling(String path) {
    var answer = registry.anyone().get(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/@acme%252frocket",
        "/@acme%2f%2frocket",
        "/@acme",
        "/@acme%2frocket/2.0.0",
        "/@acme%2frocket/-/rocket-2.0.0.tgz",
        "/@acme%2frocket/-/evil-1.0.0.tgz",
        "/rocket/-/../../../etc/passwd",
        "/rocket/-/%2e%2e%2fimprimatur.db",
        "//rocket",
        "/../rocket",
        "/ROCKET",
        "/rocket%00",
        "/%ff",
        "/-/nothing",
        "/-/",
        "/a/b/c/d",
        "/-/package/rocket",
        "/.well-known/x",
      })
  void nothingElseIs(String path) {
    var answer = registry.anyone().get(path);
    assertThat(answer.status()).as(answer.text()).isIn(400, 404);
    assertThat(answer.problem()).isNotEmpty();
  }

  @Test
  void whoAsksForTheSmallFormGetsIt() {
    for (var accept :
        List.of(
            ABBREVIATED,
            ABBREVIATED + "; q=1.0, application/json; q=0.8, */*",
            "Application/Vnd.Npm.Install-V1+Json; q=1.0")) {
      var answer = registry.anyone().with("accept", accept).get("/rocket");
      assertThat(answer.header("content-type")).contains(ABBREVIATED);
      assertThat(answer.json().has("maintainers")).isFalse();
    }
    for (var accept : List.of("application/json", "*/*", "application/json, " + ABBREVIATED, "x")) {
      var answer = registry.anyone().with("accept", accept).get("/rocket");
      assertThat(answer.header("content-type")).contains("application/json");
      assertThat(answer.json().has("maintainers")).isTrue();
    }
  }

  @Test
  void whoTakesGzipGetsIt() throws IOException {
    var plain = registry.anyone().get("/rocket");
    for (var accept : List.of("gzip", "gzip,deflate", "br, gzip;q=0.5", "zstd,gzip,deflate")) {
      var zipped = registry.anyone().with("accept-encoding", accept).get("/rocket");
      assertThat(zipped.header("content-encoding")).contains("gzip");
      assertThat(zipped.header("etag")).isNotEqualTo(plain.header("etag"));
      try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(zipped.bytes()))) {
        assertThat(new String(unzipped.readAllBytes(), UTF_8)).isEqualTo(plain.text());
      }
    }
    for (var accept : List.of("", "identity", "gzip;q=0", "br", "xgzip", "gzip; q=0.0")) {
      var answer = registry.anyone().with("accept-encoding", accept).get("/rocket");
      assertThat(answer.header("content-encoding")).isEmpty();
    }
  }

  @Test
  void whoHasItAlreadyIsToldSo() {
    publish(TestPackage.of("known", "1.0.0"));
    var tag = registry.anyone().get("/known").header("etag").orElseThrow();
    for (var known : List.of(tag, "\"x\", " + tag, "W/" + tag, "*")) {
      var answer = registry.anyone().with("if-none-match", known).get("/known");
      assertThat(answer.status()).as(known).isEqualTo(304);
      assertThat(answer.body().remaining()).isZero();
      assertThat(answer.header("etag")).contains(tag);
    }
    assertThat(registry.anyone().with("if-none-match", "\"x\"").get("/known").status())
        .isEqualTo(200);
    publish(TestPackage.of("known", "1.0.1"));
    assertThat(registry.anyone().with("if-none-match", tag).get("/known").status()).isEqualTo(200);
  }

  @Test
  void aChangeIsSeenAtOnce() {
    for (int i = 1; i < 20; i++) {
      publish(TestPackage.of("changing", "1.0." + i));
      assertThat(registry.anyone().get("/changing").text())
          .contains("\"latest\":\"1.0." + i + "\"");
    }
  }

  @Test
  void headIsGetWithoutABody() {
    for (var path : List.of("/rocket", "/rocket/-/rocket-1.0.0.tgz", "/rocket/1.0.0")) {
      var get = registry.anyone().get(path);
      var head = registry.anyone().send("HEAD", path, new byte[0]);
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("content-length")).isEqualTo(get.header("content-length"));
      assertThat(head.body().remaining()).isZero();
    }
  }

  @Test
  void aStaleTokenKeepsNobodyFromWhatIsPublic() {
    for (var token : List.of("${NODE_AUTH_TOKEN}", "XXXXX-XXXXX-XXXXX-XXXXX", "npm_old", "x y")) {
      assertThat(registry.with(token).get("/rocket").status()).isEqualTo(200);
      assertThat(registry.with(token).get("/rocket/-/rocket-1.0.0.tgz").status()).isEqualTo(200);
    }
  }

  @Test
  void aPrivatePackageIsThereForItsOwnersOnly() {
    registry.addUser("bob", false);
    registry.addUser("root", true);
    var readers =
        List.of(
            alice,
            registry.with(registry.token("alice", false)),
            registry.with(registry.token("alice", false, "@acme/*")),
            registry.with(registry.session("alice")),
            registry.with(registry.token("root", false)));
    for (var reader : readers) {
      assertThat(reader.get("/@acme%2fsecret").status()).isEqualTo(200);
      var tarball = reader.get("/@acme/secret/-/secret-1.0.0.tgz");
      assertThat(tarball.status()).isEqualTo(200);
      assertThat(tarball.header("cache-control").orElseThrow()).startsWith("private");
    }
    var others =
        List.of(
            registry.anyone(),
            registry.with("${NODE_AUTH_TOKEN}"),
            registry.with(registry.token("bob", true)),
            registry.with(registry.token("alice", true, "rocket")));
    var missing = registry.anyone().get("/@acme%2fnothing");
    for (var other : others) {
      for (var path :
          List.of(
              "/@acme%2fsecret",
              "/@acme%2fsecret/1.0.0",
              "/@acme%2fsecret/-/secret-1.0.0.tgz",
              "/-/package/@acme%2fsecret/dist-tags",
              "/-/package/@acme%2fsecret/visibility")) {
        var answer = other.get(path);
        assertThat(answer.status()).as(path).isEqualTo(404);
        assertThat(answer.problem()).isEqualTo(missing.problem());
      }
    }
    assertThat(registry.with("npm_mistyped").get("/@acme%2fsecret").status()).isEqualTo(401);
    assertThat(registry.with("npm_mistyped").get("/@acme%2fnothing").status()).isEqualTo(401);
  }

  /** However often: first from its file, then from memory if it is small. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3 << 20})
  void aTarballIsTheSameEveryTime(int noiseBytes) {
    var noise = new byte[noiseBytes / 2];
    new Random(noiseBytes).nextBytes(noise);
    var name = "tarball-" + noiseBytes;
    var wanted = TestPackage.of(name, "1.0.0").file("noise", HexFormat.of().formatHex(noise));
    publish(wanted);
    registry.anyone().get("/" + name);
    for (int i = 0; i < 5; i++) {
      var path = "/" + name + "/-/" + name + "-1.0.0.tgz";
      var tarball = registry.anyone().get(path);
      assertThat(tarball.status()).isEqualTo(200);
      assertThat(tarball.bytes()).isEqualTo(wanted.tarball());
      assertThat(tarball.header("cache-control")).contains("public, max-age=31536000, immutable");
      var head = registry.anyone().send("HEAD", path, new byte[0]);
      assertThat(head.body().remaining()).isZero();
      assertThat(head.header("content-length")).isEqualTo(tarball.header("content-length"));
    }
  }

  @Test
  void aBlobThatIsLostIsABrokenRegistryAndNotABrokenTarball() throws IOException {
    publish(TestPackage.of("lost", "1.0.0").file("lost", "what is lost"));
    assertThat(registry.anyone().get("/lost").status()).isEqualTo(200);
    var integrity = registry.versions("lost").getFirst().release().integrity();
    try (var files = Files.walk(registry.folder())) {
      Files.delete(
          files.filter(file -> file.endsWith(Path.of(integrity.hex()))).findFirst().orElseThrow());
    }
    for (int i = 0; i < 3; i++) {
      var answer = registry.anyone().get("/lost/-/lost-1.0.0.tgz");
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.problem()).isEqualTo("broken");
      assertThat(answer.text()).doesNotContain(registry.folder().toString());
    }
    assertThat(registry.anyone().get("/rocket/-/rocket-1.0.0.tgz").status()).isEqualTo(200);
  }

  @Test
  @OnPostgres
  void anotherProcessMayChangeAPackage() throws InterruptedException {
    publish(TestPackage.of("behind", "1.0.0"));
    assertThat(registry.anyone().get("/behind").text()).doesNotContain("\"behind\":");
    registry.inside().changeBehindItsBack("behind");
    Thread.sleep(1100);
    assertThat(registry.anyone().get("/behind").text()).contains("\"behind\":\"1.0.0\"");
  }

  private void publish(TestPackage wanted) {
    var answer = alice.put(wanted.path(), wanted.document());
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }
}

package dev.imprimatur.doors.install;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.Json;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every version that is served is signed, and verifies with a key that is listed. */
@OnPostgres
final class SignatureTest {
  private static final String KEYS = "/-/npm/v1/keys";
  private static final String STAGES = "'permissions':['createStagedPackage']";

  private final TestRegistry registry = TestRegistry.start();
  private String token = "";

  @BeforeEach
  void open() {
    token = registry.user("alice");
    publish("1.0.0");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private void publish(String version) {
    publish(registry.with(token), "rocket", version);
  }

  private static void publish(Client client, String name, String version) {
    var wanted = TestPackage.of(name, version).access("public");
    var answer = client.put(wanted.path(), wanted.document());
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  private Auditor auditor() {
    return new Auditor(registry.anyone());
  }

  /** The key that is in force: the newest one. */
  private String inForce() {
    return registry.inside().texts("signing_key WHERE expires_at IS NULL", "keyid").getFirst();
  }

  private String rotate() {
    var said = registry.terminal().run("keys", "rotate");
    assertThat(said.err()).isEmpty();
    assertThat(said.exit()).isZero();
    assertThat(said.out()).isEqualTo("New versions are signed with " + inForce() + ".\n");
    return inForce();
  }

  private Path keyFile() {
    return registry.folder().resolve("signing-key.pem");
  }

  private void remove(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyFormOfAPublishedVersionIsSigned() {
    publish(registry.with(token), "@acme/rocket", "1.0.0-beta.1");
    var reader = registry.anyone();

    assertThat(auditor().audit("rocket")).containsEntry("1.0.0", inForce());
    assertThat(auditor().audit("@acme/rocket")).containsEntry("1.0.0-beta.1", inForce());
    var small = new Auditor(reader.with("accept", "application/vnd.npm.install-v1+json"));
    assertThat(small.audit("rocket")).containsEntry("1.0.0", inForce());
    var alone = reader.get("/rocket/1.0.0").json().object("dist").orElseThrow();
    assertThat(auditor().audit("rocket@1.0.0", alone, Instant.EPOCH)).isEqualTo(inForce());
  }

  @Test
  void whoeverAsksForTheKeysGetsThemAndNeedNotAskTwice() {
    var answer = registry.anyone().get(KEYS);
    Approved.check("keys", Approved.reply(answer));

    var known = registry.anyone().with("if-none-match", answer.header("etag").orElseThrow());
    assertThat(known.get(KEYS).status()).isEqualTo(304);
    rotate();
    assertThat(known.get(KEYS).status()).isEqualTo(200);
  }

  @Test
  void whatWasStagedIsSignedWhenItIsApproved() {
    var alice = registry.with(registry.session("alice"));
    Trusting.add(alice, "rocket", github("acme/rocket", STAGES));
    var wanted = TestPackage.of("rocket", "1.1.0");
    var staged =
        registry
            .with(registry.minted("rocket", job("acme/rocket")))
            .post("/-/stage/package" + wanted.path(), wanted.document());
    assertThat(registry.rows("registry_signature")).isOne();

    var id = staged.json().text("stageId").orElseThrow();
    assertThat(alice.post("/-/stage/" + id + "/approve", "").status()).isLessThan(300);

    assertThat(auditor().audit("rocket")).containsOnlyKeys("1.0.0", "1.1.0");
  }

  @Test
  void whatWasHeldIsSignedWhenItIsReleased() {
    var alice = registry.with(registry.session("alice"));
    Trusting.add(alice, "rocket", github("acme/rocket"));
    int last = Limits.standard().publishers().burstMax() + 1;
    for (int i = 0; i <= last; i++) {
      registry.clock().advance(Duration.ofSeconds(1));
      var minted = registry.with(registry.minted("rocket", job("acme/rocket")));
      minted.put("/rocket", TestPackage.of("rocket", "2.0." + i).document());
    }
    var held = Trusting.list(alice.get("/-/api/v1/held/rocket")).getFirst();
    var version = held.text("version").orElseThrow();
    assertThat(auditor().audit("rocket")).doesNotContainKey(version);

    var said =
        registry.terminal().run("package", "release", "rocket", held.text("id").orElseThrow());
    assertThat(said.exit()).as(said.err()).isZero();

    registry.restarted();
    assertThat(auditor().audit("rocket")).containsKey(version);
  }

  @Test
  void aRotationChangesWhatIsSignedNextAndNothingElse() {
    var first = inForce();
    registry.clock().advance(Duration.ofHours(1));
    var before = registry.anyone().get("/rocket/1.0.0").text();

    var second = rotate();
    publish("1.1.0");

    assertThat(auditor().audit("rocket"))
        .containsEntry("1.0.0", first)
        .containsEntry("1.1.0", second)
        .doesNotContainEntry("1.1.0", first);
    assertThat(registry.anyone().get("/rocket/1.0.0").text()).isEqualTo(before);
    var keys = registry.anyone().get(KEYS).json().array("keys").orElseThrow().items();
    assertThat(Json.text(keys.getFirst())).contains("\"expires\":\"2026-11-22T13:00:00.000Z\"");
    assertThat(Json.text(keys.getLast())).contains("\"expires\":null");
    var event = registry.events().get(registry.events().size() - 2);
    assertThat(event.kind()).isEqualTo(EventKind.SIGNING_KEY_ROTATED);
    assertThat(event.actor()).isEqualTo("operator");
    assertThat(event.facts().text("before")).contains(first);
    assertThat(event.facts().text("after")).contains(second);
    assertThat(registry.terminal().run("keys", "list").out().lines())
        .containsExactly(
            first + "  since 2026-11-22T12:00:00Z  retired 2026-11-22T13:00:00Z",
            second + "  since 2026-11-22T13:00:00Z  in force");
  }

  /** The clock stands still, and whatever was signed is older than the end of its key. */
  @Test
  void whatIsPublishedWhileKeysAreRotatedVerifies() throws Exception {
    try (var secondServer = registry.secondServer();
        var threads = Executors.newFixedThreadPool(3)) {
      var tasks =
          List.<Callable<String>>of(
              () -> publishMany(registry.with(token), 1),
              () -> publishMany(secondServer.with(token), 2),
              () -> {
                IntStream.range(0, 4).forEach(i -> registry.terminal().run("keys", "rotate"));
                return "";
              });
      for (var done : threads.invokeAll(tasks)) {
        finished(done::get);
      }
    }
    registry.restarted();
    assertThat(registry.rows("signing_key")).isEqualTo(5);
    for (int major = 1; major <= 2; major++) {
      assertThat(auditor().audit("rocket-" + major)).hasSize(12);
    }
  }

  private static String publishMany(Client client, int which) {
    IntStream.range(0, 12).forEach(i -> publish(client, "rocket-" + which, "1.0." + i));
    return "";
  }

  private static void finished(Callable<String> done) throws Exception {
    try {
      assertThat(done.call()).isEmpty();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  @Test
  void anotherServerOfTheSameRegistrySignsWithTheSameKey() {
    try (var secondServer = registry.secondServer()) {
      publish(secondServer.with(token), "rocket", "1.1.0");
      var first = inForce();
      var second = rotate();
      publish(secondServer.with(token), "rocket", "1.2.0");
      publish("1.3.0");

      registry.restarted();
      assertThat(auditor().audit("rocket"))
          .containsEntry("1.1.0", first)
          .containsEntry("1.2.0", second)
          .containsEntry("1.3.0", second);
    }
  }

  @Test
  void ofTwoThatStartForTheFirstTimeOneBringsTheKey() throws Exception {
    registry.sql("DELETE FROM registry_signature");
    registry.sql("DELETE FROM signing_key");
    remove(keyFile());
    var tasks = List.<Callable<String>>of(this::siblingSigns, this::siblingSigns);
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (var started : threads.invokeAll(tasks)) {
        finished(started::get);
      }
    }
    assertThat(registry.rows("signing_key")).isOne();
    assertThat(keyFile()).exists();
    publish("1.1.0");
    registry.keepHouse();
    assertThat(auditor().audit("rocket")).containsOnlyKeys("1.0.0", "1.1.0");
  }

  private String siblingSigns() {
    try (var secondServer = registry.secondServer()) {
      return secondServer.with(token).get(KEYS).status() == 200 ? "" : "no keys";
    }
  }

  @Test
  void withoutTheKeyInForceThereIsNoStartUntilTheKeyIsRotated() {
    var first = inForce();

    assertThatThrownBy(() -> registry.restarted(() -> remove(keyFile())))
        .isInstanceOf(ProblemException.class)
        .hasMessage(
            "This registry signs with the key "
                + first
                + ", and that is not in \"signing-key.pem\". The operator restores it from a"
                + " backup, or runs \"imprimatur keys rotate\".");
    assertThat(inForce()).isEqualTo(first);

    var second = rotate();
    registry.restarted();
    publish("1.1.0");
    assertThat(auditor().audit("rocket"))
        .containsEntry("1.0.0", first)
        .containsEntry("1.1.0", second);
  }

  @Test
  void whatWasShownUnsignedIsSignedAndReadersSeeIt() {
    publish(registry.with(token), "@acme/rocket", "1.0.0");
    registry.sql("DELETE FROM registry_signature");
    registry.restarted();
    assertThat(registry.anyone().get("/rocket").text()).contains("\"signatures\":[]");
    var modified = registry.anyone().get("/rocket").json().object("time").orElseThrow();

    registry.keepHouse();

    assertThat(auditor().audit("rocket")).containsEntry("1.0.0", inForce());
    assertThat(auditor().audit("@acme/rocket")).containsEntry("1.0.0", inForce());
    assertThat(registry.anyone().get("/rocket").json().object("time")).contains(modified);
    var packument = registry.anyone().get("/rocket").text();
    registry.keepHouse();
    assertThat(registry.anyone().get("/rocket").text()).isEqualTo(packument);
  }

  /** Such a signature would end npm's audit of a whole project. */
  @Test
  void aSignatureThatIsYoungerThanItsKeyIsNotShownAndReplaced() {
    var first = inForce();
    var second = rotate();
    registry.sql("UPDATE signing_key SET expires_at = 5 WHERE keyid = ?", first);
    registry.restarted();
    assertThat(registry.anyone().get("/rocket").text()).contains("\"signatures\":[]");

    registry.keepHouse();

    assertThat(auditor().audit("rocket")).containsEntry("1.0.0", second);
  }
}

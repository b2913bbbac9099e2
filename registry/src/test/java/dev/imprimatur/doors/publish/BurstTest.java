package dev.imprimatur.doors.publish;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A project that publishes much too much is let go on, and nobody gets to install it. */
final class BurstTest {
  private static final String HELD = "/-/api/v1/held/rocket";
  private static final int BURST_MAX = Limits.standard().publishers().burstMax();

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();
  private String publisher = "";

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    alice = registry.with(registry.session("alice"));
    publisher = Trusting.add(alice, "rocket", github("acme/rocket"));
    for (int i = 0; i <= BURST_MAX; i++) {
      assertThat(publish("1.0." + i).status()).isEqualTo(201);
    }
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Client.Answer publish(String version) {
    registry.clock().advance(Duration.ofSeconds(1));
    var minted = registry.with(registry.minted("rocket", job("acme/rocket")));
    return minted.put("/rocket", TestPackage.of("rocket", version).document());
  }

  private List<JsonObject> held() {
    return Trusting.list(alice.get(HELD));
  }

  private String id(JsonObject held) {
    return held.text("id").orElseThrow();
  }

  @Test
  @OnPostgres
  void whatIsTooMuchIsHeldAndNothingIsLost() {
    var answer = publish("1.1.0");
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("npm-notice").orElseThrow()).contains("held until an owner");
    assertThat(publish("1.2.0").status()).isEqualTo(202);

    assertThat(registry.anyone().get("/rocket/1.1.0").status()).isEqualTo(404);
    assertThat(registry.anyone().get("/rocket/-/rocket-1.1.0.tgz").status()).isEqualTo(404);
    assertThat(registry.anyone().get("/rocket/latest").json().text("version"))
        .contains("1.0." + BURST_MAX);
    var paused = Trusting.list(alice.get("/-/api/v1/publishers/rocket")).getFirst();
    assertThat(paused.object("paused").flatMap(each -> each.text("kind"))).contains("holds");
    assertThat(registry.events().stream().map(each -> each.kind().wire()))
        .contains("publisher-paused", "version-held");

    assertThat(held().stream().map(each -> each.text("version").orElseThrow()))
        .containsExactlyInAnyOrder("1.1.0", "1.2.0");
    assertThat(held().getFirst().text("why").orElseThrow())
        .contains("more than " + BURST_MAX + " versions");
  }

  /** A client whose answer got lost sends everything again. */
  @Test
  void theSameAgainIsHeldOnceAndAnotherIsRefused() {
    var minted = registry.with(registry.minted("rocket", job("acme/rocket")));
    var wanted = TestPackage.of("rocket", "1.1.0");
    assertThat(minted.put("/rocket", wanted.document()).status()).isEqualTo(202);
    assertThat(minted.put("/rocket", wanted.document()).status()).isEqualTo(202);
    assertThat(held()).hasSize(1);
    var other = wanted.file("package/other.txt", "x");
    assertThat(minted.put("/rocket", other.document()).problem()).isEqualTo("version-exists");
  }

  @Test
  void anOwnerLetsItGoWithTheTagThatItCameWith() {
    publish("1.1.0");
    var released = alice.post(HELD + "/" + id(held().getFirst()) + "/release", "");
    assertThat(released.status()).as(released.text()).isEqualTo(200);
    assertThat(held()).isEmpty();
    assertThat(registry.anyone().get("/rocket/latest").json().text("version")).contains("1.1.0");
    assertThat(registry.anyone().get("/rocket/-/rocket-1.1.0.tgz").status()).isEqualTo(200);
    assertThat(registry.events().getLast().kind()).isEqualTo(EventKind.HELD_VERSION_RELEASED);
  }

  @Test
  @OnPostgres
  void ofManyRequestsThatDecideAtOnceOneDoes() {
    oneDecides((id, decision) -> alice.post(HELD + "/" + id + "/" + decision, "").status() == 200);
  }

  /** Each is a process of its own. */
  @Test
  @OnPostgres
  void ofManyCommandsThatDecideAtOnceOneDoes() {
    oneDecides(
        (id, decision) -> registry.terminal().run("package", decision, "rocket", id).exit() == 0);
  }

  private void oneDecides(BiPredicate<String, String> driftDecisions) {
    publish("1.1.0");
    var id = id(held().getFirst());
    var done =
        AtOnce.all(
            IntStream.range(0, 6),
            i -> driftDecisions.test(id, i % 2 == 0 ? "release" : "discard"));
    assertThat(done.stream().filter(each -> each)).hasSize(1);
    assertThat(held()).isEmpty();
    var shown = registry.anyone().get("/rocket/1.1.0").status() == 200;
    assertThat(registry.events().stream().map(each -> each.kind().wire()))
        .filteredOn(kind -> kind.startsWith("held-version-"))
        .containsExactly(shown ? "held-version-released" : "held-version-discarded");
  }

  @Test
  @OnPostgres
  void anOwnerDropsItAndTheVersionIsFree() {
    publish("1.1.0");
    var id = id(held().getFirst());
    assertThat(alice.post(HELD + "/" + id + "/discard", "").status()).isEqualTo(200);
    assertThat(alice.post(HELD + "/" + id + "/release", "").problem())
        .isEqualTo("held-version-not-found");
    assertThat(alice.post(HELD + "/nonsense/discard", "").problem())
        .isEqualTo("held-version-not-found");
    var resumed = alice.post("/-/api/v1/publishers/rocket/" + publisher + "/resume", "");
    assertThat(resumed.status()).as(resumed.text()).isEqualTo(200);
    assertThat(publish("1.1.0").status()).isEqualTo(201);
  }

  /** The same tarball that a machine would have held is not installed by way of another package. */
  @Test
  void allPublishersOfTheProjectAreHeld() {
    Trusting.add(alice, "shuttle", github("acme/rocket"));
    // It is not known to be the same project before its first token.
    var other = registry.with(registry.minted("shuttle", job("acme/rocket")));
    assertThat(publish("1.1.0").status()).isEqualTo(202);
    var wanted = TestPackage.of("shuttle", "1.0.0");
    assertThat(other.put("/shuttle", wanted.document()).status()).isEqualTo(202);
  }

  /** What is taken and held is more than owners allow a publisher that they have paused. */
  @Test
  void whoWasPausedBeforeStaysPaused() {
    var other = Trusting.add(alice, "shuttle", github("acme/rocket"));
    var minted = registry.with(registry.minted("shuttle", job("acme/rocket")));
    alice.post("/-/api/v1/publishers/shuttle/" + other + "/pause", "");
    assertThat(publish("1.1.0").status()).isEqualTo(202);
    var paused = Trusting.list(alice.get("/-/api/v1/publishers/shuttle")).getFirst();
    assertThat(paused.object("paused").flatMap(each -> each.text("kind"))).contains("refuses");
    var wanted = TestPackage.of("shuttle", "1.0.0");
    assertThat(minted.put("/shuttle", wanted.document()).status()).isEqualTo(401);
  }

  @Test
  void onlyAnOwnerDecides() {
    publish("1.1.0");
    var id = id(held().getFirst());
    registry.addUser("bob", false);
    var bob = registry.with(registry.session("bob"));
    assertThat(bob.get(HELD).status()).isEqualTo(403);
    assertThat(bob.post(HELD + "/" + id + "/release", "").status()).isEqualTo(403);
    var minted = registry.with(registry.minted("rocket", job("acme/rocket")));
    assertThat(minted.post(HELD + "/" + id + "/release", "").status()).isEqualTo(403);
    assertThat(held()).hasSize(1);

    var listed = registry.terminal().run("package", "held", "rocket");
    assertThat(listed.out()).contains(id, "rocket@1.1.0", "latest");
    var released = registry.terminal().run("package", "release", "rocket", id);
    assertThat(released.out()).as(released.err()).startsWith("Released ").contains("rocket@1.1.0");
    assertThat(registry.terminal().run("package", "discard", "rocket", id).exit()).isNotZero();
  }
}

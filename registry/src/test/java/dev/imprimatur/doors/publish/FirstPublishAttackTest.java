package dev.imprimatur.doors.publish;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that nobody has yet, and publishers that wait for them. */
@OnPostgres
final class FirstPublishAttackTest {
  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();
  private Client bob = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    registry.addUser("bob", false);
    alice = registry.with(registry.session("alice"));
    bob = registry.with(registry.session("bob"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static Client.Answer publish(Client client, TestPackage wanted) {
    return client.put(wanted.path(), wanted.document());
  }

  private Client minted(String name, String repository) {
    return registry.with(registry.minted(name, job(repository)));
  }

  @Test
  @Covers({"P06", "P08"})
  void whoWaitsForANameReservesNothing() {
    Trusting.add(alice, "rocket", github("acme/rocket"));
    var early = minted("rocket", "acme/rocket");
    // Nobody but alice sees a pending publisher of theirs, and nobody changes it.
    assertThat(bob.get(Trusting.path("rocket")).text()).isEqualTo("[]");
    var bobs = registry.with(registry.token("bob", true));
    assertThat(publish(bobs, TestPackage.of("rocket", "1.0.0")).status()).isEqualTo(201);

    assertThat(publish(early, TestPackage.of("rocket", "1.0.1")).status()).isEqualTo(401);
    var late = registry.exchange("rocket", registry.github().sign(job("acme/rocket")));
    assertThat(late.problem()).isEqualTo("no-publisher");
    assertThat(bob.get(Trusting.path("rocket")).text()).isEqualTo("[]");
    assertThat(registry.events()).anyMatch(event -> event.kind() == EventKind.PUBLISHER_REMOVED);
    assertThat(registry.versions("rocket")).hasSize(1);
  }

  @Test
  @Covers("P07")
  void ofTwoWhoWaitForANameOneGetsIt() {
    Trusting.add(alice, "raced", github("acme/raced"));
    Trusting.add(bob, "raced", github("globex/raced"));
    var jobs = List.of(minted("raced", "acme/raced"), minted("raced", "globex/raced"));
    var statuses =
        AtOnce.all(
            IntStream.range(0, 2),
            i -> publish(jobs.get(i), TestPackage.of("raced", "1.0." + i)).status());
    assertThat(statuses).containsExactlyInAnyOrder(201, 401);
    var owner = statuses.getFirst() == 201 ? alice : bob;
    var other = owner.equals(alice) ? bob : alice;
    assertThat(Trusting.list(owner.get(Trusting.path("raced")))).hasSize(1);
    assertThat(other.get(Trusting.path("raced")).status()).isEqualTo(403);
    assertThat(registry.versions("raced")).hasSize(1);
  }

  @Test
  @Covers({"P08", "P22"})
  void whoWaitsIsCountedAndDoesNotWaitForEver() {
    for (int i = 0; i < 100; i++) {
      Trusting.add(alice, "name-" + i, github("acme/rocket"));
    }
    var body = "[" + Trusting.quoted(github("acme/rocket")) + "]";
    assertThat(alice.post(Trusting.path("one-more"), body).problem()).isEqualTo("too-many-pending");
    assertThat(bob.post(Trusting.path("one-more"), body).status()).isEqualTo(201);
    registry.clock().advance(Duration.ofDays(30).plusSeconds(1));
    var late = registry.exchange("name-1", registry.github().sign(job("acme/rocket")));
    assertThat(late.problem()).isEqualTo("no-publisher");
    registry.keepHouse();
    assertThat(registry.rows("publisher")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Rocket",
        "node_modules",
        "favicon.ico",
        ".rocket",
        "_rocket",
        "ro cket",
        "röcket"
      })
  @Covers("P09")
  void aNameThatNobodyMayHaveIsNotWaitedFor(String name) {
    var path =
        "/-/package/"
            + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20")
            + "/trust";
    var answer = alice.post(path, "[" + Trusting.quoted(github("acme/rocket")) + "]");
    assertThat(answer.problem()).as(answer.text()).isEqualTo("invalid-name");
  }

  @Test
  @Covers("P09")
  void aScopeOfOthersIsNotWaitedFor() {
    assertThat(registry.terminal().run("org", "add", "globex", "--owner", "bob").exit()).isZero();
    var body = "[" + Trusting.quoted(github("acme/rocket")) + "]";
    assertThat(alice.post(Trusting.path("@globex/rocket"), body).problem())
        .isEqualTo("not-allowed");
    // Nor is one that became theirs in the meantime.
    Trusting.add(alice, "@later/rocket", github("acme/rocket"));
    assertThat(registry.terminal().run("org", "add", "later", "--owner", "bob").exit()).isZero();
    var job = registry.exchange("@later/rocket", registry.github().sign(job("acme/rocket")));
    var wanted = TestPackage.of("@later/rocket", "1.0.0");
    var published =
        job.status() == 201
            ? publish(registry.with(job.json().text("token").orElseThrow()), wanted)
            : job;
    assertThat(published.status()).as(published.text()).isBetween(400, 499);
    assertThat(registry.rows("version")).isZero();
  }

  @Test
  @Covers("P10")
  void aTarballOfAnotherNameLeavesThePublisherWaiting() {
    Trusting.add(alice, "rocket", github("acme/rocket"));
    var job = minted("rocket", "acme/rocket");
    var wanted = TestPackage.of("rocket", "1.0.0");
    var wrong = wanted.document(TestPackage.of("shuttle", "1.0.0").tarball());
    assertThat(job.put("/rocket", wrong).status()).isEqualTo(400);
    assertThat(registry.rows("package")).isZero();
    assertThat(registry.inside().texts("publisher", "future_owner")).containsExactly("alice");
    assertThat(publish(job, wanted).status()).isEqualTo(201);
    assertThat(registry.inside().texts("publisher", "future_owner")).containsExactly("");
  }

  @Test
  @Covers("P14")
  void twoPublishersThatFitAlikeMustAllowTheSame() {
    Trusting.add(alice, "rocket", Trusting.claiming("acme/rocket", "'environment':'a'"));
    var other =
        Trusting.claiming(
            "acme/rocket", "'ref':['refs/tags/*']", "'permissions':['deprecatePackage']");
    var saved = alice.post(Trusting.path("rocket"), "[" + Trusting.quoted(other) + "]");
    assertThat(saved.problem()).as(saved.text()).isEqualTo("ambiguous-publisher");
  }

  /** All of a plan comes true, or nothing of it. */
  @Test
  @Covers("P23")
  void aPlanThatFailsInTheMiddleChangesNothing() {
    var bobs = registry.with(registry.token("bob", true));
    assertThat(publish(bobs, TestPackage.of("theirs", "1.0.0")).status()).isEqualTo(201);
    var publisher = github("acme/rocket");
    for (var second :
        List.of(
            "'theirs':{'publishers':[" + publisher + "]}",
            "'other':{'publishers':[" + publisher.replace("publish.yml", "a/b") + "]}",
            "'other':{'publishers':[" + publisher + "," + publisher + "]}")) {
      var plan = "{'packages':{'mine':{'publishers':[" + publisher + "]}," + second + "}}";
      var applied = alice.post("/-/api/v1/trust/apply", Trusting.quoted(plan));
      assertThat(applied.status()).as(applied.text()).isBetween(400, 409);
      assertThat(registry.rows("publisher")).as(second).isZero();
    }
    var good = "{'packages':{'mine':{'publishers':[" + publisher + "]}}}";
    assertThat(alice.post("/-/api/v1/trust/apply", Trusting.quoted(good)).status()).isEqualTo(200);
    assertThat(registry.rows("publisher")).isEqualTo(1);
  }
}

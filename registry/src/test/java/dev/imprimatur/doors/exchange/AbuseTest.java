package dev.imprimatur.doors.exchange;

import static dev.imprimatur.doors.support.Trusting.claiming;
import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Good claims and hostile code: how far somebody gets who runs in a trusted job. */
final class AbuseTest {
  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    assertThat(registry.terminal().run("org", "add", "acme", "--owner", "alice").exit()).isZero();
    alice = registry.with(registry.session("alice"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static Client.Answer publish(Client client, String name, String version) {
    var wanted = TestPackage.of(name, version);
    return client.put(wanted.path(), wanted.document());
  }

  private Client.Answer release(String name, String version) {
    var job = registry.with(registry.minted(name, job("acme/kit")));
    return publish(job, name, version);
  }

  /** As it happened once, in six minutes, to 42 packages of one repository. */
  @Test
  @Covers({"A01", "A02", "A03"})
  void aBurstIsHeldAndNothingIsLost() {
    Trusting.add(alice, "@acme/*", github("acme/kit"));
    var statuses = new ArrayList<Integer>();
    for (int version = 1; version <= 2; version++) {
      for (int i = 0; i < 42; i++) {
        statuses.add(release("@acme/kit-" + i, version + ".0.0").status());
        registry.clock().advance(Duration.ofSeconds(4));
      }
    }
    // A release of all packages is no burst; from the 21st repetition on it is one.
    assertThat(statuses.subList(0, 62)).containsOnly(201);
    assertThat(statuses.subList(62, 84)).containsOnly(202);
    assertThat(registry.rows("version")).isEqualTo(62);
    assertThat(registry.rows("held_version")).isEqualTo(22);
    assertThat(alice.get("/@acme%2fkit-41").text()).contains("\"latest\":\"1.0.0\"");
    assertThat(
            registry.events().stream().filter(event -> event.kind() == EventKind.PUBLISHER_PAUSED))
        .hasSize(1);
  }

  @Test
  @Covers({"P18", "P19"})
  void aHeldVersionIsReleasedByAnOwnerAsItWas() {
    Trusting.add(alice, "@acme/*", github("acme/kit"));
    for (int i = 0; i <= 21; i++) {
      assertThat(release("@acme/kit", "1.0." + i).status()).isEqualTo(i <= 20 ? 201 : 202);
    }
    var path = "/-/api/v1/held/@acme%2fkit";
    var held = Trusting.list(alice.get(path)).getFirst();
    var id = held.text("id").orElseThrow();
    var integrity = held.text("integrity").orElseThrow();

    var job = registry.with(registry.minted("@acme/kit", job("acme/kit")));
    assertThat(job.get(path).status()).isEqualTo(403);
    assertThat(job.post(path + "/" + id + "/release", "").status()).isEqualTo(403);
    var other = TestPackage.of("@acme/kit", "1.0.21").file("other.txt", "x");
    assertThat(job.put(other.path(), other.document()).problem()).isEqualTo("version-exists");
    var granular = registry.with(registry.token("alice", true));
    assertThat(granular.post(path + "/" + id + "/release", "").status()).isEqualTo(403);

    assertThat(alice.post(path + "/" + id + "/release", "").status()).isEqualTo(200);
    assertThat(alice.get("/@acme%2fkit/1.0.21").text()).contains(integrity);
    assertThat(alice.post(path + "/" + id + "/release", "").status()).isEqualTo(404);
  }

  @Test
  @Covers({"P16", "P17", "A05"})
  void whereOnlyTrustedPublishersMayWriteThereIsNoOtherWayIn() {
    var token = registry.with(registry.token("alice", true));
    assertThat(publish(token, "rocket", "1.0.0").status()).isEqualTo(201);
    var id = Trusting.add(alice, "rocket", github("acme/rocket"));
    var lock = "/-/api/v1/publishing/rocket";
    var locked = alice.put(lock, "{\"trustedOnly\":true,\"ownOnly\":false}");
    assertThat(locked.status()).as(locked.text()).isEqualTo(200);
    assertThat(locked.text()).contains("\"kind\":\"granular\"", "\"kind\":\"session\"");

    var deprecation =
        Trusting.quoted(
            "{'_id':'rocket','name':'rocket','versions':{'1.0.0':{'name':'rocket',"
                + "'version':'1.0.0','deprecated':'x'}}}");
    for (var person : List.of(token, alice)) {
      assertThat(publish(person, "rocket", "1.0.1").status()).isEqualTo(403);
      assertThat(person.put("/rocket", deprecation).status()).isEqualTo(403);
      assertThat(person.put("/-/package/rocket/dist-tags/next", "\"1.0.0\"").status())
          .isEqualTo(403);
      assertThat(person.delete("/-/package/rocket/dist-tags/next").status()).isEqualTo(403);
      assertThat(person.delete("/rocket/-rev/1-0").status()).isBetween(400, 499);
    }
    var job = registry.with(registry.minted("rocket", job("acme/rocket")));
    assertThat(publish(job, "rocket", "1.0.1").status()).isEqualTo(201);

    assertThat(alice.delete(Trusting.path("rocket") + "/" + id).status()).isEqualTo(204);
    assertThat(publish(token, "rocket", "1.0.2").status()).isEqualTo(403);
    assertThat(alice.put(lock, "{\"trustedOnly\":false,\"ownOnly\":false}").status())
        .isEqualTo(200);
    assertThat(publish(token, "rocket", "1.0.2").status()).isEqualTo(201);
    assertThat(registry.versions("rocket")).hasSize(3);
  }

  @Test
  @Covers("A06")
  void looseningAPublisherIsAnEventOfItsOwn() {
    var id = Trusting.add(alice, "rocket", claiming("acme/rocket", "'environment':'production'"));
    var path = Trusting.path("rocket") + "/" + id;
    var tighter = claiming("acme/rocket", "'environment':'production','ref':['refs/tags/*']");
    assertThat(alice.put(path, Trusting.quoted(tighter)).status()).isEqualTo(200);
    assertThat(last().get("loosened")).contains(new JsonBoolean(false));
    assertThat(alice.put(path, Trusting.quoted(github("acme/rocket"))).status()).isEqualTo(200);
    assertThat(last().get("loosened")).contains(new JsonBoolean(true));
  }

  @Test
  @Covers("A07")
  void aVersionByATokenAfterOneByAPublisherIsToldOf() {
    Trusting.add(alice, "rocket", github("acme/rocket"));
    var job = registry.with(registry.minted("rocket", job("acme/rocket")));
    assertThat(publish(job, "rocket", "1.0.0").status()).isEqualTo(201);
    assertThat(last().has("despiteTrust")).isFalse();
    var token = registry.with(registry.token("alice", true));
    assertThat(publish(token, "rocket", "1.0.1").status()).isEqualTo(201);
    assertThat(last().get("despiteTrust")).contains(new JsonBoolean(true));
    // And whoever installs sees which of them a trusted publisher made.
    var packument = registry.anyone().get("/rocket").json().object("versions").orElseThrow();
    assertThat(packument.object("1.0.0").orElseThrow().toString()).contains("trustedPublisher");
    assertThat(packument.object("1.0.1").orElseThrow().toString())
        .doesNotContain("trustedPublisher");
  }

  @Test
  @Covers("A12")
  void aFloodOfRefusalsFillsNoLog() {
    long before = registry.rows("audit_event");
    for (int i = 0; i < 150; i++) {
      assertThat(registry.exchange("rocket", "no.good.token").status()).isEqualTo(400);
    }
    assertThat(registry.rows("audit_event")).isEqualTo(before + 120);
    registry.clock().advance(Duration.ofMinutes(1));
    registry.exchange("rocket", "no.good.token");
    assertThat(last().text("unwrittenBefore")).contains("30");
  }

  /** Its name is the same, so it is no other to a rule; whoever looks sees that it is. */
  @Test
  @Covers("C23")
  void anEnvironmentThatWasMadeAnewIsSeenByItsId() {
    Trusting.add(alice, "rocket", claiming("acme/rocket", "'environment':'production'"));
    var job = job("acme/rocket").environment("production");
    for (var id : List.of("EN_one", "EN_two")) {
      registry.minted("rocket", job.with("environment_node_id", id));
      var claims = last().object("claims").orElseThrow();
      assertThat(claims.text("environment_node_id")).contains(id);
    }
  }

  /** Mail addresses and names of people are in the tokens of some systems. */
  @Test
  @Covers("C56")
  void peopleInClaimsAreNotKept() {
    Trusting.add(alice, "rocket", github("acme/rocket"));
    var claims =
        job("acme/rocket")
            .with("actor", "jane-roe")
            .with("user_email", "jane@acme.example")
            .with("user_identities", List.of(Map.of("extern_uid", "jane-uid")));
    var answer = registry.exchange("rocket", registry.github().sign(claims));
    assertThat(answer.status()).isEqualTo(201);
    var refused = claims.event("pull_request_target");
    registry.exchange("rocket", registry.github().sign(refused));
    var job = registry.with(answer.json().text("token").orElseThrow());
    assertThat(publish(job, "rocket", "1.0.0").status()).isEqualTo(201);
    // Whose push it was, four eyes have to know, as long as the token lives: that name and no
    // other.
    var grants = registry.inside().texts("token", "grants").stream().toList();
    assertThat(grants).noneMatch(text -> text.contains("jane@") || text.contains("jane-uid"));
    var kept = new ArrayList<String>();
    kept.addAll(registry.inside().texts("audit_event", "facts"));
    kept.addAll(registry.inside().texts("version", "published_by"));
    kept.addAll(registry.logged());
    kept.add(registry.anyone().get("/rocket").text());
    assertThat(kept).noneMatch(text -> text.contains("jane"));
  }

  private JsonObject last() {
    return registry.events().getLast().facts();
  }
}

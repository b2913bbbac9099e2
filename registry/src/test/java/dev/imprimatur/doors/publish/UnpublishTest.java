package dev.imprimatur.doors.publish;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.unpublish.UnpublishPolicy;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is unpublished is gone, never comes back as something else, and is nobody else's. */
@OnPostgres
final class UnpublishTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    begin();
  }

  private void begin() {
    registry.addUser("alice", false);
    registry.addUser("bob", false);
    registry.addUser("root", true);
    alice = registry.with(registry.session("alice"));
    publish("1.0.0", "1.1.0", "2.0.0-rc.1");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private void publish(String... versions) {
    for (var version : versions) {
      registry.clock().advance(Duration.ofSeconds(1));
      var published = alice.put("/rocket", TestPackage.of("rocket", version).document());
      assertThat(published.status()).as(published.text()).isEqualTo(201);
    }
  }

  private JsonObject packument() {
    return registry.anyone().get("/rocket?write=true").json();
  }

  private String rev() {
    return packument().text("_rev").orElseThrow();
  }

  private long revision() {
    return Long.parseLong(rev().split("-", -1)[0]);
  }

  /** Sends the document with these versions alone, as npm does to unpublish the others. */
  private Client.Answer keeping(Client client, String... versions) {
    return client.put("/rocket/-rev/" + rev(), document(versions));
  }

  private static String document(String... versions) {
    var entries = Stream.of(versions).map("\"%s\":{\"name\":\"rocket\"}"::formatted).toList();
    return "{\"name\":\"rocket\",\"versions\":{%s}}".formatted(String.join(",", entries));
  }

  private Client.Answer removed(Client client, String version, String reason) {
    return client.send(
        "DELETE",
        "/-/api/v1/packages/rocket/versions/" + version,
        "{\"reason\":\"%s\"}".formatted(reason).getBytes(UTF_8));
  }

  private List<String> versions() {
    return List.copyOf(packument().object("versions").orElseThrow().members().keySet());
  }

  private long events(EventKind kind) {
    return registry.events().stream().filter(entry -> entry.kind() == kind).count();
  }

  @Test
  void aVersionIsGoneWithAllThatHangsOnItAndLatestMoves() {
    alice.put("/-/package/rocket/dist-tags/old", "\"1.1.0\"");
    alice.put("/-/package/rocket/dist-tags/latest", "\"1.1.0\"");
    var answer = keeping(alice, "1.0.0", "2.0.0-rc.1");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().text("rev")).contains(rev());
    assertThat(versions()).containsExactly("1.0.0", "2.0.0-rc.1");
    assertThat(packument().object("dist-tags").orElseThrow())
        .isEqualTo(JsonObject.with("latest", "1.0.0").build());
    var last = alice.delete("/rocket/-/rocket-1.1.0.tgz/-rev/" + rev());
    assertThat(last.status()).isEqualTo(200);
    for (var path : List.of("/rocket/1.1.0", "/rocket/-/rocket-1.1.0.tgz")) {
      SENTENCES.refused("gone", registry.anyone().get(path), "version-removed");
    }
    assertThat(events(EventKind.VERSION_REMOVED)).isEqualTo(1);
    assertThat(registry.rows("registry_signature")).isEqualTo(2);
    assertThat(registry.inside().breaches()).isEmpty();
  }

  @Test
  void aVersionIsNeverUsedTwice() {
    keeping(alice, "1.0.0", "2.0.0-rc.1");
    var same = TestPackage.of("rocket", "1.1.0");
    var other = same.file("package/other.js", "1");
    for (var again : List.of(same, other)) {
      SENTENCES.refused("again", alice.put("/rocket", again.document()), "version-used-up");
      var staged = alice.post("/-/stage/package/rocket", again.document());
      assertThat(staged.problem()).isEqualTo("version-used-up");
    }
  }

  @Test
  void onlyOneVersionAtATimeAndNotTheLast() {
    SENTENCES.refused("two", keeping(alice, "1.0.0"), "unpublish-unclear");
    assertThat(keeping(alice).problem()).isEqualTo("unpublish-unclear");
    var none = alice.put("/rocket/-rev/" + rev(), "{\"name\":\"rocket\"}");
    assertThat(none.problem()).isEqualTo("malformed-request");
    keeping(alice, "1.0.0", "1.1.0");
    keeping(alice, "1.0.0");
    SENTENCES.refused("last", keeping(alice), "unpublish-unclear");
    assertThat(versions()).containsExactly("1.0.0");
    SENTENCES.refused(
        "tarball", alice.delete("/rocket/-/rocket-1.0.0.tgz/-rev/" + rev()), "unpublish-unclear");
  }

  @Test
  void whoReadAnOlderDocumentDoesNothing() {
    var rev = rev();
    publish("3.0.0");
    var late = alice.put("/rocket/-rev/" + rev, document("1.0.0", "2.0.0-rc.1"));
    SENTENCES.refused(late, "document-outdated");
    assertThat(alice.delete("/rocket/-rev/" + rev).problem()).isEqualTo("document-outdated");
    assertThat(versions()).hasSize(4);
  }

  /** npm takes a 404 for "gone already" and prints that it is done. */
  @Test
  void whoMayNotIsToldSoAndNeverThatThereIsNothing() {
    var closed = TestPackage.of("@acme/closed", "1.0.0");
    assertThat(alice.put(closed.path(), closed.document()).status()).isEqualTo(201);
    Trusting.add(alice, "rocket", github("acme/rocket"));
    var callers =
        List.of(
            registry.with(registry.session("bob")),
            registry.with(registry.token("alice", true)),
            registry.with(registry.minted("rocket", job("acme/rocket"))));
    for (var caller : callers) {
      assertThat(keeping(caller, "1.0.0", "1.1.0").problem()).isEqualTo("not-allowed");
      assertThat(caller.delete("/rocket/-rev/" + rev()).problem()).isEqualTo("not-allowed");
      assertThat(removed(caller, "1.0.0", "a key").problem()).isEqualTo("not-allowed");
    }
    var bob = callers.getFirst();
    var hidden = bob.delete("/@acme%2fclosed/-rev/1-0");
    var missing = bob.delete("/@acme%2fmissing/-rev/1-0");
    assertThat(hidden.status()).isEqualTo(403);
    assertThat(missing.status()).isEqualTo(403);
    assertThat(hidden.message().replace("closed", "missing")).isEqualTo(missing.message());
    assertThat(registry.anyone().delete("/rocket/-rev/" + rev()).status()).isEqualTo(401);
    assertThat(versions()).hasSize(3);
  }

  @Test
  void afterThreeDaysItIsTooLate() {
    registry.clock().advance(Duration.ofHours(73));
    alice = registry.with(registry.session("alice"));
    publish("3.0.0");
    SENTENCES.refused("old", keeping(alice, "1.0.0", "1.1.0", "3.0.0"), "unpublish-refused");
    assertThat(alice.delete("/rocket/-rev/" + rev()).problem()).isEqualTo("unpublish-refused");
    assertThat(keeping(alice, "1.0.0", "1.1.0", "2.0.0-rc.1").status()).isEqualTo(200);
  }

  @Test
  void whatOthersNeedStays() {
    var needs = JsonObject.with("rocket", "^1.0.0").build();
    var user = TestPackage.of("user", "1.0.0").member("dependencies", needs);
    assertThat(alice.put("/user", user.document()).status()).isEqualTo(201);
    var alias = JsonObject.with("old", "npm:rocket@1").build();
    var secret = TestPackage.of("@acme/secret", "1.0.0").member("peerDependencies", alias);
    assertThat(alice.put(secret.path(), secret.document()).status()).isEqualTo(201);
    SENTENCES.refused("needed", keeping(alice, "1.0.0", "1.1.0"), "unpublish-refused");

    // Who needs it no more does not count.
    alice.delete("/user/-rev/" + alice.get("/user").json().text("_rev").orElseThrow());
    SENTENCES.refused("private", keeping(alice, "1.0.0", "1.1.0"), "unpublish-refused");
    var rev = alice.get("/@acme%2fsecret").json().text("_rev").orElseThrow();
    assertThat(alice.delete("/@acme%2fsecret/-rev/" + rev).status()).isEqualTo(200);
    assertThat(keeping(alice, "1.0.0", "1.1.0").status()).isEqualTo(200);
  }

  @Test
  void theOperatorMaySetOtherRules() {
    registry.close();
    var rules = new UnpublishPolicy(Duration.ofHours(1), true);
    registry = TestRegistry.with().unpublish(rules).start();
    begin();
    var needs = JsonObject.with("rocket", "^1.0.0").build();
    var user = TestPackage.of("user", "1.0.0").member("dependencies", needs);
    assertThat(alice.put("/user", user.document()).status()).isEqualTo(201);
    assertThat(keeping(alice, "1.0.0", "1.1.0").status()).isEqualTo(200);
    registry.clock().advance(Duration.ofMinutes(61));
    assertThat(keeping(alice, "1.0.0").problem()).isEqualTo("unpublish-refused");
  }

  @Test
  void aPackageEndsWithAllThatCouldPublishItAndItsNameRests() {
    Trusting.add(alice, "rocket", github("acme/rocket"));
    var minted = registry.with(registry.minted("rocket", job("acme/rocket")));
    alice.post("/-/stage/package/rocket", TestPackage.of("rocket", "9.0.0").document());
    assertThat(alice.delete("/rocket/-rev/" + rev()).status()).isEqualTo(200);

    for (var table : List.of("version", "publisher", "held_version", "dist_tag", "doubt")) {
      assertThat(registry.rows(table)).as(table).isZero();
    }
    assertThat(registry.rows("removed_version")).isEqualTo(3);
    var next = TestPackage.of("rocket", "4.0.0").document();
    assertThat(minted.put("/rocket", next).status()).isEqualTo(401);
    SENTENCES.refused("blocked", alice.put("/rocket", next), "name-blocked");
    var unpublished = packument().object("time").orElseThrow().object("unpublished").orElseThrow();
    assertThat(unpublished.text("time")).isPresent();
    assertThat(unpublished.array("versions").orElseThrow().items()).contains(new JsonText("1.0.0"));
    assertThat(versions()).isEmpty();
    var page = registry.anyone().with("accept", "text/html").get("/rocket");
    assertThat(page.status()).isEqualTo(410);
    assertThat(page.text()).contains("was unpublished at");
    assertThat(registry.inside().breaches()).isEmpty();

    registry.clock().advance(Duration.ofHours(25));
    var bob = registry.with(registry.session("bob"));
    assertThat(bob.put("/rocket", next).problem()).isEqualTo("not-allowed");
    alice = registry.with(registry.session("alice"));
    publish("4.0.0");
    assertThat(packument().object("time").orElseThrow().has("unpublished")).isFalse();
    assertThat(versions()).containsExactly("4.0.0");
  }

  @Test
  void aSecretIsRemovedWheneverItWasPublished() {
    registry.clock().advance(Duration.ofDays(400));
    alice = registry.with(registry.session("alice"));
    assertThat(removed(alice, "1.0.0", "").problem()).isEqualTo("malformed-request");
    assertThat(removed(alice, "7.0.0", "a key").problem()).isEqualTo("unpublish-unclear");
    assertThat(removed(alice, "1.0.0", "it held a key").status()).isEqualTo(200);
    SENTENCES.refused(registry.anyone().get("/rocket/1.0.0"), "version-removed");
    removed(alice, "1.1.0", "it held a key");
    removed(alice, "2.0.0-rc.1", "it held a key");
    assertThat(versions()).isEmpty();
    assertThat(events(EventKind.PACKAGE_UNPUBLISHED)).isEqualTo(1);
    // Nothing rests: the version without the secret is to come at once.
    publish("2.0.0");
    assertThat(versions()).containsExactly("2.0.0");
  }

  @Test
  void theOperatorRemovesAndGivesUpANameThatThenIsAnybodys() {
    Trusting.add(alice, "rocket", github("acme/rocket"));
    var terminal = registry.terminal();
    long before = revision();
    var one = terminal.run("package", "remove", "rocket@1.1.0", "--reason", "a key");
    SENTENCES.check("removed", one.out());
    assertThat(terminal.run("package", "free", "rocket").err()).contains("only a name without");
    assertThat(terminal.run("package", "remove", "rocket", "--reason", "a key").exit()).isZero();
    SENTENCES.check("freed", terminal.run("package", "free", "rocket").out());

    // A command is another process, and what this one has cached is compared after a second.
    var known = registry.anyone().get("/-/package/rocket/visibility");
    assertThat(known.problem()).isEqualTo("package-not-found");
    var bob = registry.with(registry.session("bob"));
    var old = TestPackage.of("rocket", "1.0.0").document();
    assertThat(bob.put("/rocket", old).problem()).isEqualTo("version-used-up");
    var next = TestPackage.of("rocket", "5.0.0").document();
    assertThat(bob.put("/rocket", next).status()).isEqualTo(201);
    assertThat(alice.put("/rocket", TestPackage.of("rocket", "6.0.0").document()).problem())
        .isEqualTo("not-allowed");
    // Another server compares by it what it has cached of the package of that name.
    assertThat(revision()).isGreaterThan(before);
    var seen = bob.get("/-/api/v1/events/rocket");
    assertThat(seen.text()).contains("5.0.0").doesNotContain("1.0.0");
    assertThat(registry.inside().breaches()).isEmpty();
  }

  /** Whatever step it dies at, all of it is there afterwards, and can still be removed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE publisher",
        "DELETE held_version",
        "DELETE registry_signature",
        "INSERT removed_version",
        "DELETE dist_tag",
        "DELETE version",
        "DELETE dependency",
        "UPDATE package",
        "DELETE search_document",
        "INSERT audit_event"
      })
  void aRemovalThatDiesHalfwayHasRemovedNothing(String step) {
    var needs = JsonObject.with("left-pad", "1").build();
    var last = TestPackage.of("rocket", "3.0.0").member("dependencies", needs);
    assertThat(alice.put("/rocket", last.document()).status()).isEqualTo(201);
    Trusting.add(alice, "rocket", github("acme/rocket"));
    alice.post("/-/stage/package/rocket", TestPackage.of("rocket", "9.0.0").document());
    var before = registry.anyone().get("/rocket").text();
    long events = registry.events().size();
    var words = step.split(" ", -1);
    registry.inside().breakage().failAt(words[0], words[1]);

    assertThat(alice.delete("/rocket/-rev/" + rev()).status()).isEqualTo(500);
    registry.inside().breakage().heal(words[1]);
    assertThat(registry.anyone().get("/rocket").text()).isEqualTo(before);
    assertThat(registry.events()).hasSize((int) events);
    assertThat(registry.rows("publisher") + registry.rows("held_version")).isEqualTo(2);
    assertThat(alice.delete("/rocket/-rev/" + rev()).status()).isEqualTo(200);
    assertThat(registry.rows("version") + registry.rows("dependency")).isZero();
    assertThat(registry.inside().breaches()).isEmpty();
  }
}

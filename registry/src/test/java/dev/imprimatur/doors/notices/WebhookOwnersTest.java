package dev.imprimatur.doors.notices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Receiver;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who decides about webhooks, and which there may be. */
final class WebhookOwnersTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private TestRegistry registry;
  private Client alice;

  @BeforeEach
  void start() {
    registry = TestRegistry.start();
    registry.addUser("alice", false);
    alice = registry.with(registry.session("alice"));
    var release = TestPackage.of("rocket", "1.0.0");
    registry.with(registry.token("alice", true)).put(release.path(), release.document());
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  /** K01 for webhooks: our own walls are not to be looked behind from outside. */
  @Test
  void whatAnOwnerAddsReachesNobodyBehindOurWalls() {
    try (var receiver = Receiver.start()) {
      var port = receiver.address().replaceAll("\\D*127.0.0.1:(\\d+)/", "$1");
      for (var host : List.of("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]")) {
        var added = add("?package=rocket", "https://%s:%s/".formatted(host, port));
        assertThat(added.status()).as(added.text()).isEqualTo(201);
        var id = added.json().text("id").orElseThrow();
        var tested = alice.post("/-/api/v1/webhooks/" + id + "/test", "").json();
        assertThat(tested.truth("delivered")).isFalse();
        assertThat(tested.text("outcome")).contains("its host has an address in a private network");
      }
      assertThat(receiver.received()).isEmpty();
    }
  }

  @Test
  void anAddressThatCannotBeAskedIsRefused() {
    for (var url :
        List.of(
            "http://hooks.acme.example/",
            "ftp://hooks.acme.example/",
            "https://user:pass@hooks.acme.example/",
            "https:///nowhere",
            "https://hooks.acme.example/#part",
            "https://hooks.acme.example/" + "x".repeat(500),
            "not an address",
            "")) {
      assertThat(add("?package=rocket", url).problem()).as(url).isEqualTo("invalid-webhook");
    }
  }

  @Test
  void thereAreOnlySoMany() {
    IntStream.range(0, 10)
        .forEach(i ->
            assertThat(add("?package=rocket", "https://hooks.acme.example/" + i).status())
                .isEqualTo(201));
    SENTENCES.check(add("?package=rocket", "https://hooks.acme.example/10").message());
  }

  @Test
  void itsSecretIsShownOnceAndItsWholeAddressOnlyToOwners() {
    var added = add("?package=rocket", "https://hooks.acme.example/services/T0P");
    assertThat(added.json().text("secret").orElseThrow()).startsWith("whsec_");

    var listed = alice.get("/-/api/v1/webhooks?package=rocket");
    assertThat(listed.text()).contains("/services/T0P").doesNotContain("whsec_");
    assertThat(registry.terminal().run("webhook", "list").out()).doesNotContain("whsec_");
    var event = registry.events().getLast();
    assertThat(event.kind()).isEqualTo(EventKind.WEBHOOK_ADDED);
    assertThat(event.factsText()).contains("hooks.acme.example").doesNotContain("T0P");
  }

  @Test
  void onlyWhoDecidesAboutItAddsOne() {
    registry.addUser("mallory", false);
    registry.addUser("root", true);
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    registry.terminal().run("org", "member", "acme", "mallory");
    var mallory = registry.with(registry.session("mallory"));
    var root = registry.with(registry.session("root"));
    var body = "{\"url\":\"https://hooks.acme.example/\"}";

    for (var query : List.of("?package=rocket", "?organization=acme", "")) {
      var path = "/-/api/v1/webhooks" + query;
      assertThat(mallory.post(path, body).status()).as(query).isEqualTo(403);
      assertThat(mallory.get(path).status()).as(query).isEqualTo(403);
      assertThat(registry.anyone().post(path, body).status()).as(query).isEqualTo(401);
      assertThat(registry.with(registry.token("alice", true)).post(path, body).status())
          .as(query)
          .isEqualTo(403);
      assertThat(root.post(path, body).status()).as(query).isEqualTo(201);
      assertThat(alice.post(path, body).status()).as(query).isEqualTo(query.isEmpty() ? 403 : 201);
    }
  }

  @Test
  @OnPostgres
  void onlyWhoDecidesAboutItRemovesOrTestsOne() {
    registry.addUser("mallory", false);
    var mallory = registry.with(registry.session("mallory"));
    var added = add("?package=rocket", "https://hooks.acme.example/");
    var path = "/-/api/v1/webhooks/" + added.json().text("id").orElseThrow();

    assertThat(mallory.delete(path).status()).isEqualTo(403);
    assertThat(mallory.post(path + "/test", "").status()).isEqualTo(403);
    assertThat(mallory.post(path + "/enable", "").status()).isEqualTo(403);
    assertThat(mallory.get(path + "/deliveries").status()).isEqualTo(403);
    assertThat(alice.delete(path).status()).isEqualTo(204);
    assertThat(alice.delete(path).problem()).isEqualTo("webhook-not-found");
  }

  private Client.Answer add(String query, String url) {
    return alice.post("/-/api/v1/webhooks" + query, "{\"url\":\"" + url + "\"}");
  }
}

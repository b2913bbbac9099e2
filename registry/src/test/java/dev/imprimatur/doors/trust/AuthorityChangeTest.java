package dev.imprimatur.doors.trust;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Consent;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * After each change of who decides about something, what was made before it is used: tokens of all
 * kinds, publishers, and webhooks.
 */
final class AuthorityChangeTest {
  private static final String ALL =
      "'permissions':['createPackage','readPackage','managePublishers']";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();
  private Client bob = registry.anyone();

  @BeforeEach
  void open() {
    for (var user : List.of("alice", "bob", "carol")) {
      registry.addUser(user, false);
    }
    alice = registry.with(registry.session("alice"));
    bob = registry.with(registry.session("bob"));
  }

  @AfterEach
  void close() {
    assertThat(registry.inside().breaches()).isEmpty();
    registry.close();
  }

  private Client.Answer publish(Client client, String name, String version) {
    var wanted = TestPackage.of(name, version).access("restricted");
    return client.put(wanted.path(), wanted.document());
  }

  private void published(String user, String name) {
    var answer = publish(registry.with(registry.token(user, true)), name, "1.0.0");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  /** What a job has for one target: to publish a package, to read it, and to say whom it trusts. */
  private record Held(Client publishing, Client reading, Client managing) {}

  private Held held(String name, String target, String repository) {
    return new Held(
        registry.with(registry.minted(name, job(repository))),
        given("/-/api/v1/oidc/read-token", repository),
        given("/-/api/v1/oidc/manage-token/" + target.replace("/", "%2f"), repository));
  }

  private Client given(String path, String repository) {
    var answer = registry.with(registry.github().sign(job(repository))).post(path, "");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return registry.with(answer.json().text("token").orElseThrow());
  }

  private void assertWorthNothing(Held held, String name) {
    assertThat(publish(held.publishing(), name, "6.6.6").status()).isIn(401, 403);
    assertThat(held.reading().get("/" + name.replace("/", "%2f")).status()).isIn(401, 404);
    var added = add(held.managing(), name, "evil/x");
    assertThat(added.status()).as(added.text()).isIn(401, 403);
    assertThat(registry.versions(name)).hasSize(1);
  }

  private static Client.Answer add(Client client, String name, String repository) {
    return client.post(Trusting.path(name), "[" + Trusting.quoted(github(repository)) + "]");
  }

  private void assertWorthSomething(Held held, String name) {
    assertThat(held.reading().get("/" + name.replace("/", "%2f")).status()).isEqualTo(200);
    assertThat(add(held.managing(), name, "acme/more").status()).isEqualTo(201);
  }

  @Test
  @Covers({"P04", "P110"})
  void afterAPackageWasGivenAway() throws InterruptedException {
    published("bob", "boat");
    Trusting.add(bob, "boat", github("bob/boat", ALL));
    var hook =
        bob.post("/-/api/v1/webhooks?package=boat", "{\"url\":\"https://bob.example/hook\"}");
    assertThat(hook.status()).isEqualTo(201);
    var held = held("boat", "boat", "bob/boat");
    assertWorthSomething(held, "boat");
    var carol = registry.with(registry.session("carol"));
    assertThat(Consent.transferred(bob, "boat", "carol", carol)).isEqualTo(200);

    assertWorthNothing(held, "boat");
    assertThat(add(bob, "boat", "bob/again").status()).isEqualTo(403);
    assertThat(registry.exchange("boat", registry.github().sign(job("bob/boat"))).problem())
        .isEqualTo("no-publisher");
    // Nobody tells bob what carol does, and carol does not get to see that address.
    assertThat(carol.get("/-/api/v1/webhooks?package=boat").text()).isEqualTo("[]");
    var before = registry.rows("delivery");
    Trusting.add(carol, "boat", github("carol/secret-project"));
    registry.tell();
    assertThat(registry.rows("delivery")).isEqualTo(before);
  }

  @Test
  @Covers("P110")
  void afterAMemberHasLeft() throws InterruptedException {
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    assertThat(registry.terminal().run("org", "member", "acme", "alice").err())
        .contains("alice is the last owner of acme");
    registry.terminal().run("org", "member", "acme", "bob", "--role", "owner");
    published("bob", "@acme/kit");
    var hook =
        bob.post("/-/api/v1/webhooks?organization=acme", "{\"url\":\"https://bob.example/hook\"}");
    assertThat(hook.status()).as(hook.text()).isEqualTo(201);
    var granular = registry.with(registry.token("bob", true));
    assertThat(registry.terminal().run("org", "remove", "acme", "bob").exit()).isZero();

    assertThat(publish(granular, "@acme/kit", "6.6.6").status()).isEqualTo(403);
    assertThat(granular.get("/@acme%2fkit").status()).isEqualTo(404);
    assertThat(add(bob, "@acme/kit", "bob/x").status()).isEqualTo(403);
    Trusting.add(alice, "@acme/kit", github("acme/secret"));
    registry.tell();
    var listed = Trusting.list(alice.get("/-/api/v1/webhooks?organization=acme")).getFirst();
    assertThat(listed.toString()).contains("person:bob no longer decides about @acme");
    assertThat(registry.inside().texts("delivery", "state")).doesNotContain("delivered");

    // It is the organization's: who decides for it may say that it goes on.
    var id = listed.text("id").orElseThrow();
    assertThat(alice.post("/-/api/v1/webhooks/" + id + "/enable", "").status()).isEqualTo(200);
    assertThat(registry.inside().texts("webhook", "created_by")).containsExactly("person:alice");
  }

  @Test
  @Covers({"P03", "P110", "R17"})
  void afterTheOnlyOwnerWasDisabled() throws InterruptedException {
    published("bob", "boat");
    Trusting.add(bob, "boat", github("bob/boat", ALL));
    bob.post("/-/api/v1/webhooks?package=boat", "{\"url\":\"https://bob.example/hook\"}");
    var held = held("boat", "boat", "bob/boat");
    registry.disable("bob");
    assertWorthNothing(held, "boat");
    for (var kind : List.of("read-token", "manage-token/boat")) {
      var answer =
          registry.with(registry.github().sign(job("bob/boat"))).post("/-/api/v1/oidc/" + kind, "");
      assertThat(answer.problem()).as(kind).isIn("no-publisher", "policy");
    }
    registry.tell();
    assertThat(registry.inside().texts("webhook", "off_why").getFirst()).contains("no longer");
  }

  /** What an owner forbids is forbidden at once, to what was minted before and after. */
  @Test
  @Covers({"P12", "P111"})
  void afterPatternsWereForbidden() {
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    published("alice", "@acme/kit");
    published("alice", "@acme/other");
    Trusting.add(alice, "@acme/*", github("acme/all", ALL));
    for (var target : List.of("@acme%2fkit", "@acme%2f*")) {
      var before = held("@acme/kit", "@acme/*", "acme/all");
      var lock = alice.put("/-/api/v1/publishing/" + target, "{\"ownOnly\":true}");
      assertThat(lock.status()).as(lock.text()).isEqualTo(200);
      assertWorthNothing(before, "@acme/kit");
      var reading = given("/-/api/v1/oidc/read-token", "acme/all");
      assertThat(reading.get("/@acme%2fkit").status()).isEqualTo(404);
      if (target.endsWith("kit")) {
        assertThat(reading.get("/@acme%2fother").status()).isEqualTo(200);
      }
      alice.put("/-/api/v1/publishing/" + target, "{\"ownOnly\":false}");
      assertWorthSomething(before, "@acme/other");
      var ids = Trusting.list(alice.get(Trusting.path("@acme/other")));
      alice.delete(Trusting.path("@acme/other") + "/" + ids.getFirst().text("id").orElseThrow());
    }
  }

  /** What others had in a scope before it became an organization's is still theirs. */
  @Test
  @Covers({"P112", "P09"})
  void afterAScopeBecameAnOrganizations() {
    published("bob", "@late/tool");
    Trusting.add(bob, "@late/tool", github("bob/tool", ALL));
    Trusting.add(bob, "@late/free", github("bob/free"));
    registry.terminal().run("org", "add", "late", "--owner", "carol");
    var carol = registry.with(registry.session("carol"));
    Trusting.add(carol, "@late/*", github("carol/all", ALL));

    var refused = registry.exchange("@late/tool", registry.github().sign(job("carol/all")));
    assertThat(refused.problem()).as(refused.text()).isEqualTo("no-publisher");
    var reading = given("/-/api/v1/oidc/read-token", "carol/all");
    assertThat(reading.get("/@late%2ftool").status()).isEqualTo(404);
    var managing = given("/-/api/v1/oidc/manage-token/@late%2f*", "carol/all");
    assertThat(add(managing, "@late/tool", "carol/evil").status()).isEqualTo(403);
    assertThat(add(managing, "@late/new", "carol/new").status()).isEqualTo(201);

    assertThat(bob.get("/-/api/v1/publishers/@late%2ftool").text()).doesNotContain("carol/all");
    assertWorthSomething(held("@late/tool", "@late/tool", "bob/tool"), "@late/tool");
    var waited = registry.exchange("@late/free", registry.github().sign(job("bob/free")));
    assertThat(waited.problem()).as(waited.text()).isEqualTo("no-publisher");
    assertThat(registry.events())
        .anyMatch(event ->
            event.kind() == EventKind.PUBLISHER_REMOVED
                && event.factsText().contains("the scope became @late's"));
  }

  /** A scope that is called as a user is that user's, from when there is one. */
  @Test
  @Covers("P112")
  void afterAScopeBecameAUsers() {
    Trusting.add(bob, "@dave/free", github("bob/free"));
    var added =
        registry
            .terminal()
            .runReading(
                "a long enough password\n",
                "user",
                "add",
                "dave",
                "--email",
                "dave@acme.test",
                "--password-stdin");
    assertThat(added.exit()).as(added.err()).isZero();
    var waited = registry.exchange("@dave/free", registry.github().sign(job("bob/free")));
    assertThat(waited.problem()).as(waited.text()).isEqualTo("no-publisher");
    assertThat(registry.events())
        .anyMatch(event ->
            event.kind() == EventKind.PUBLISHER_REMOVED
                && event.factsText().contains("the scope became dave's"));
  }
}

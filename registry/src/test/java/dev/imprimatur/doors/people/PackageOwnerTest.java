package dev.imprimatur.doors.people;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.doors.support.Trusting.quoted;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Consent;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Packages of several owners, and those who have a right on what others own. */
@OnPostgres
final class PackageOwnerTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String OWNERS = "/-/package/rocket/owners";
  private static final String RIGHTS = "/-/api/v1/collaborators/rocket";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice;
  private Client bob;
  private Client mallory;

  @BeforeEach
  void open() {
    Stream.of("alice", "bob", "mallory").forEach(name -> registry.addUser(name, false));
    alice = registry.with(registry.session("alice"));
    bob = registry.with(registry.session("bob"));
    mallory = registry.with(registry.session("mallory"));
    assertThat(publish(alice, "rocket", "1.0.0")).isEqualTo(201);
  }

  @AfterEach
  void close() {
    assertThat(registry.inside().breaches()).isEmpty();
    registry.close();
  }

  private static int publish(Client client, String name, String version) {
    var wanted = TestPackage.of(name, version);
    return client.put(wanted.path(), wanted.document()).status();
  }

  /** Sends what npm owner sends: who shall own it, made out of the document with this revision. */
  private static Client.Answer set(Client client, String name, String rev, List<String> owners) {
    var all =
        owners.stream()
            .map(owner -> "{'name':'%s','email':''}".formatted(owner))
            .collect(Collectors.joining(","));
    return client
        .with("npm-command", "owner")
        .put(
            "/" + name.replace("/", "%2f") + "/-rev/" + rev,
            quoted("{'_id':'%s','_rev':'%s','maintainers':[%s]}".formatted(name, rev, all)));
  }

  private static String rev(Client client, String name) {
    return client.get("/" + name.replace("/", "%2f")).json().text("_rev").orElseThrow();
  }

  private void addBob() {
    var sent = set(alice, "rocket", rev(alice, "rocket"), List.of("alice", "bob"));
    assertThat(sent.status()).as(sent.text()).isEqualTo(202);
    assertThat(sent.header("npm-notice").orElseThrow()).contains("bob was invited");
    assertThat(Consent.accepted(bob).status()).isEqualTo(200);
  }

  @Test
  void whoIsAddedAsAnOwnerOwnsItOnceTheyAccept() {
    assertThat(publish(bob, "rocket", "2.0.0")).isEqualTo(403);
    addBob();
    assertThat(alice.get(OWNERS).text()).isEqualTo("[{\"name\":\"alice\"},{\"name\":\"bob\"}]");
    assertThat(publish(bob, "rocket", "2.0.0")).isEqualTo(201);
    Trusting.add(bob, "rocket", github("bob/rocket"));
    // An owner may remove another, also the one who let them in.
    var removed = set(bob, "rocket", rev(bob, "rocket"), List.of("bob"));
    assertThat(removed.status()).as(removed.text()).isEqualTo(200);
    assertThat(publish(alice, "rocket", "3.0.0")).isEqualTo(403);
    SENTENCES.refused("the last one", bob.delete(OWNERS + "/bob"), "not-allowed");
    SENTENCES.refused("no owner", bob.delete(OWNERS + "/mallory"), "not-allowed");
  }

  @Test
  void aListThatWasMadeOutOfAnOlderOneIsRefused() {
    var old = rev(alice, "rocket");
    addBob();
    SENTENCES.refused(set(alice, "rocket", old, List.of("alice", "mallory")), "owners-outdated");
    assertThat(alice.get(OWNERS).text()).contains("bob");
    SENTENCES.refused(
        "nobody stays", set(alice, "rocket", rev(alice, "rocket"), List.of()), "not-allowed");
    assertThat(alice.get(OWNERS).text()).contains("alice", "bob");
    assertThat(set(mallory, "rocket", rev(alice, "rocket"), List.of("mallory")).status())
        .isEqualTo(403);
  }

  @Test
  void whatAnOwnerTrustsEndsWithTheirOwnership() {
    addBob();
    Trusting.add(alice, "rocket", github("alice/rocket"));
    Trusting.add(bob, "rocket", github("bob/rocket"));
    var minted = registry.with(registry.minted("rocket", job("alice/rocket")));
    assertThat(bob.delete(OWNERS + "/alice").status()).isEqualTo(200);
    assertThat(publish(minted, "rocket", "2.0.0")).isEqualTo(401);
    assertThat(registry.exchange("rocket", registry.github().sign(job("bob/rocket"))).status())
        .isEqualTo(201);
    assertThat(bob.get(Trusting.path("rocket")).text()).doesNotContain("alice/rocket");
  }

  @Test
  void whoBecomesAnOwnerDoesNotSeeWhatWasBefore() {
    Trusting.add(alice, "rocket", github("alice/secret"));
    addBob();
    var events = bob.get("/-/api/v1/events/rocket?limit=100");
    assertThat(events.text()).contains("owner-added").doesNotContain("alice/secret");
  }

  @Test
  void pnpmAddsAndRemovesOneOwner() {
    assertThat(alice.put(OWNERS, "{\"user\":\"bob\"}").status()).isEqualTo(202);
    assertThat(Consent.accepted(bob).status()).isEqualTo(200);
    assertThat(alice.delete(OWNERS + "/bob").status()).isEqualTo(200);
    assertThat(publish(bob, "rocket", "2.0.0")).isEqualTo(403);
  }

  @Test
  void whoOperatesTheRegistryDecidesAtOnce() {
    assertThat(registry.terminal().run("package", "add-owner", "rocket", "bob").exit()).isZero();
    assertThat(publish(bob, "rocket", "2.0.0")).isEqualTo(201);
    assertThat(registry.terminal().run("package", "remove-owner", "rocket", "alice").exit())
        .isZero();
    assertThat(registry.terminal().run("package", "collaborator", "rocket", "alice", "read").exit())
        .isZero();
    assertThat(registry.terminal().run("package", "owners", "rocket", "--json").out())
        .contains("{\"bob\":\"decide\",\"alice\":\"read\"}");
    assertThat(registry.terminal().run("package", "add-owner", "rocket", "nobody").err())
        .contains("There is no user");
  }

  @Test
  void whatAnOrganizationOwnsItOwnsAlone() {
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    assertThat(publish(alice, "@acme/kit", "1.0.0")).isEqualTo(201);
    var sent = set(alice, "@acme/kit", rev(alice, "@acme/kit"), List.of("alice", "bob"));
    assertThat(sent.status()).as(sent.text()).isEqualTo(202);
    assertThat(Consent.accepted(bob).status()).isEqualTo(200);
    assertThat(publish(bob, "@acme/kit", "2.0.0")).isEqualTo(201);
    assertThat(bob.get(Trusting.path("@acme/kit")).status()).isEqualTo(403);
    SENTENCES.refused(
        "by their role", alice.delete("/-/package/@acme%2fkit/owners/alice"), "not-allowed");
    assertThat(alice.delete("/-/package/@acme%2fkit/owners/bob").status()).isEqualTo(200);
    assertThat(bob.get("/@acme%2fkit").status()).isEqualTo(404);
  }

  @Test
  void aCollaboratorReadsOrWritesAndIsAskedOnce() {
    assertThat(alice.post("/-/package/rocket/access", "{\"access\":\"restricted\"}").status())
        .isEqualTo(200);
    assertThat(alice.put(RIGHTS, quoted("{'user':'bob','permission':'read'}")).status())
        .isEqualTo(202);
    assertThat(bob.get("/rocket").status()).isEqualTo(404);
    assertThat(Consent.accepted(bob).status()).isEqualTo(200);
    assertThat(bob.get("/rocket").status()).isEqualTo(200);
    assertThat(publish(bob, "rocket", "2.0.0")).isEqualTo(403);
    assertThat(alice.put(RIGHTS, quoted("{'user':'bob','permission':'write'}")).status())
        .isEqualTo(200);
    assertThat(publish(bob, "rocket", "2.0.0")).isEqualTo(201);
    assertThat(bob.get("/-/user/bob/package").text()).isEqualTo("{\"rocket\":\"write\"}");
    SENTENCES.refused("another's list", bob.get("/-/user/alice/package"), "not-allowed");
    assertThat(alice.delete(RIGHTS + "/bob").status()).isEqualTo(200);
    assertThat(bob.get("/rocket").status()).isEqualTo(404);
  }

  @Test
  void aTransferTakesEveryRightOfOthersAlong() {
    alice.put(RIGHTS, quoted("{'user':'mallory','permission':'write'}"));
    assertThat(Consent.accepted(mallory).status()).isEqualTo(200);
    alice.put(OWNERS, "{\"user\":\"nobody\"}");
    assertThat(Consent.transferred(alice, "rocket", "bob", bob)).isEqualTo(200);
    assertThat(publish(mallory, "rocket", "2.0.0")).isEqualTo(403);
    assertThat(publish(alice, "rocket", "2.0.0")).isEqualTo(403);
    assertThat(registry.rows("invitation")).isZero();
    // Whoever decides for both sides need not ask themselves.
    registry.terminal().run("org", "add", "bobs", "--owner", "bob");
    assertThat(bob.put("/-/api/v1/owner/rocket", "{\"owner\":\"@bobs\"}").status()).isEqualTo(200);
  }
}

package dev.imprimatur.doors.trust;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Trusted publishers of patterns: one for all packages of a scope, or for those that begin alike.
 */
final class PatternTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    registry.addUser("bob", false);
    assertThat(registry.terminal().run("org", "add", "acme", "--owner", "alice").exit()).isZero();
    assertThat(registry.terminal().run("org", "member", "acme", "bob").exit()).isZero();
    alice = registry.with(registry.session("alice"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Client.Answer exchange(String name, JobClaims claims) {
    return registry.exchange(name, registry.github().sign(claims));
  }

  private void publish(String name, String version, JobClaims claims) {
    var minted = exchange(name, claims);
    assertThat(minted.status()).as(minted.text()).isEqualTo(201);
    var client = registry.with(minted.json().text("token").orElseThrow());
    var wanted = TestPackage.of(name, version);
    assertThat(client.put(wanted.path(), wanted.document()).status()).isEqualTo(201);
  }

  @Test
  @Covers("P12")
  void oneRepositoryPublishesEveryPackageOfAPatternAndNothingElse() {
    Trusting.add(alice, "@acme/kit-*", github("acme/kit"));
    publish("@acme/kit-one", "1.0.0", job("acme/kit"));
    publish("@acme/kit-two", "1.0.0", job("acme/kit"));
    assertThat(exchange("@acme/other", job("acme/kit")).problem()).isEqualTo("no-publisher");
    assertThat(exchange("@acme/kit", job("acme/kit")).problem()).isEqualTo("no-publisher");
    // Whose scope it is owns what is in it.
    var owned = registry.with(registry.session("bob")).get("/@acme%2fkit-one");
    assertThat(owned.status()).isEqualTo(200);
  }

  @Test
  @Covers("C22")
  void whoMeansThePackageItselfIsBeforeWhoMeansItsLike() {
    var wide = Trusting.add(alice, "@acme/*", github("acme/kit"));
    var narrow = Trusting.add(alice, "@acme/kit-*", github("acme/kit"));
    publish("@acme/kit-one", "1.0.0", job("acme/kit"));
    assertThat(registry.events().getLast().actor()).isEqualTo("publisher:" + narrow);
    var own = Trusting.add(alice, "@acme/kit-one", github("acme/kit"));
    publish("@acme/kit-one", "1.1.0", job("acme/kit"));
    assertThat(registry.events().getLast().actor()).isEqualTo("publisher:" + own);
    publish("@acme/lone", "1.0.0", job("acme/kit"));
    assertThat(registry.events().getLast().actor()).isEqualTo("publisher:" + wide);
  }

  @Test
  @OnPostgres
  @Covers({"A16", "C05"})
  void everyPackageOfAWidePatternIsOfTheProjectThatPublishedItFirst() {
    Trusting.add(alice, "@acme/*", github("acme/*"));
    publish("@acme/rocket", "1.0.0", job("acme/rocket").repositoryOwnerId("70"));
    publish("@acme/shuttle", "1.0.0", job("acme/shuttle").repositoryOwnerId("70"));
    publish("@acme/rocket", "1.1.0", job("acme/rocket").repositoryOwnerId("70"));

    var broken = exchange("@acme/rocket", job("acme/shuttle").repositoryOwnerId("70"));
    assertThat(broken.problem()).as(broken.text()).isEqualTo("identity-drift");
    var stranger = exchange("@acme/new", job("acme/new").repositoryOwnerId("80"));
    assertThat(stranger.problem()).isEqualTo("no-publisher");

    var decisions = "/-/api/v1/decisions/@acme%2frocket";
    var id = Trusting.list(alice.get(decisions)).getFirst().text("id").orElseThrow();
    assertThat(alice.post(decisions + "/" + id + "/accept", "").status()).isEqualTo(204);
    publish("@acme/rocket", "1.2.0", job("acme/shuttle").repositoryOwnerId("70"));
    var former = exchange("@acme/rocket", job("acme/rocket").repositoryOwnerId("70"));
    assertThat(former.problem()).isEqualTo("identity-drift");
  }

  /** A package that people have published before is not a project's for the asking. */
  @Test
  @Covers({"A16", "P12"})
  void aPackageThatExistsIsNotTakenOverByAPattern() {
    var bob = registry.with(registry.token("bob", true));
    var present = TestPackage.of("@acme/old", "1.0.0");
    assertThat(bob.put(present.path(), present.document()).status()).isEqualTo(201);
    Trusting.add(alice, "@acme/*", github("acme/*"));
    var refused = exchange("@acme/old", job("acme/old").repositoryOwnerId("70"));
    SENTENCES.refused(refused, "policy");

    var decisions = "/-/api/v1/decisions/@acme%2fold";
    var decision = Trusting.list(alice.get(decisions)).getFirst();
    assertThat(decision.text("kind")).contains("new-project");
    var id = decision.text("id").orElseThrow();
    assertThat(alice.post(decisions + "/" + id + "/accept", "").status()).isEqualTo(204);
    publish("@acme/old", "1.1.0", job("acme/old").repositoryOwnerId("70"));
  }

  @Test
  @Covers("P12")
  void aPackageCanBeKeptFromPatterns() {
    Trusting.add(alice, "@acme/*", github("acme/kit"));
    publish("@acme/rocket", "1.0.0", job("acme/kit"));
    var lock = alice.put("/-/api/v1/publishing/@acme%2frocket", "{\"ownOnly\":true}");
    assertThat(lock.status()).as(lock.text()).isEqualTo(200);
    assertThat(exchange("@acme/rocket", job("acme/kit")).problem()).isEqualTo("no-publisher");
    publish("@acme/shuttle", "1.0.0", job("acme/kit"));
  }

  /** Whose packages each have a publisher of their own. */
  @Test
  void aWholeScopeCanBeKeptFromPatterns() {
    Trusting.add(alice, "@acme/*", github("acme/kit"));
    Trusting.add(alice, "@acme/shuttle", github("acme/shuttle"));
    publish("@acme/rocket", "1.0.0", job("acme/kit"));
    var lock = alice.put("/-/api/v1/publishing/@acme%2f*", "{\"ownOnly\":true}");
    assertThat(lock.status()).as(lock.text()).isEqualTo(200);
    assertThat(exchange("@acme/rocket", job("acme/kit")).problem()).isEqualTo("no-publisher");
    publish("@acme/shuttle", "1.0.0", job("acme/shuttle"));
  }

  @Test
  @Covers({"P01", "P13"})
  void onlyAnOwnerOfTheScopeTrustsForAllOfIt() {
    var bob = registry.with(registry.session("bob"));
    var body = "[" + Trusting.quoted(github("acme/kit")) + "]";
    assertThat(bob.post(Trusting.path("@acme/*"), body).status()).isEqualTo(403);
    assertThat(alice.post(Trusting.path("@free/*"), body).status()).isEqualTo(403);
    assertThat(alice.post(Trusting.path("kit-*"), body).problem()).isEqualTo("invalid-name");
    assertThat(alice.post(Trusting.path("@acme/*-kit"), body).problem()).isEqualTo("invalid-name");
    // Many projects for one package would be one too many.
    var wide = "[" + Trusting.quoted(github("acme/*")) + "]";
    assertThat(alice.post(Trusting.path("@acme/rocket"), wide).problem())
        .isEqualTo("invalid-publisher");
  }
}

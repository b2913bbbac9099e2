package dev.imprimatur.doors.trust;

import static dev.imprimatur.doors.support.Trusting.claiming;
import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.Consent;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two of everybody, with equal content: for each table whose rows belong to somebody, what one has
 * is not the other's, though nothing but whose it is tells the two apart.
 */
final class TwoOfEverybodyTest {
  private static final String MANAGES = "'permissions':['managePublishers','createPackage']";

  /** Which test shows it, for each table whose rows are somebody's. */
  private static final Map<String, String> SHOWN =
      Map.ofEntries(
          Map.entry("publisher", "ofTwoWhoWaitForOneJobNobodyGetsTheName"),
          Map.entry("package_owner", "ofTwoWhoWaitForOneJobNobodyGetsTheName"),
          Map.entry("token", "aJobThatManagesIsOfOneOfThem"),
          Map.entry("account", "aJobThatManagesIsOfOneOfThem"),
          Map.entry("audit_event", "whatWasTriedForOneIsNotShownToTheOther"),
          Map.entry("drift", "whatWasTriedForOneIsNotShownToTheOther"),
          Map.entry("refusal_streak", "whatWasTriedForOneIsNotShownToTheOther"),
          Map.entry("publisher_package", "twoOrganizationsMayTrustOneProjectWithAllOfTheirs"),
          Map.entry("organization", "twoOrganizationsMayTrustOneProjectWithAllOfTheirs"),
          Map.entry("organization_member", "twoOrganizationsMayTrustOneProjectWithAllOfTheirs"),
          Map.entry("organization_scope", "twoOrganizationsMayTrustOneProjectWithAllOfTheirs"),
          Map.entry("team", "teamsOfOneNameAreTwo"),
          Map.entry("team_member", "teamsOfOneNameAreTwo"),
          Map.entry("team_grant", "teamsOfOneNameAreTwo"),
          Map.entry("collaborator", "whoIsInvitedToOneGetsNothingOfTheOther"),
          Map.entry("invitation", "whoIsInvitedToOneGetsNothingOfTheOther"),
          Map.entry("redeemed_token", "oneIdentityTokenIsSpentForEachOfTheirPackages"),
          Map.entry("package", "oneIdentityTokenIsSpentForEachOfTheirPackages"),
          Map.entry("version", "oneIdentityTokenIsSpentForEachOfTheirPackages"),
          Map.entry("dist_tag", "oneIdentityTokenIsSpentForEachOfTheirPackages"),
          Map.entry("publish_burst", "whoFindsAllInOrderDoesSoForHimself"),
          Map.entry("publish_burst_approved", "whoFindsAllInOrderDoesSoForHimself"),
          Map.entry("held_version", "whoFindsAllInOrderDoesSoForHimself"),
          Map.entry("staged_outcome", "whatBecameOfOnesVersionTheOtherDoesNotLearn"),
          Map.entry("publishing_lock", "whatOneForbidsIsForbiddenForTheirOwn"),
          Map.entry("provenance_rule", "whatOneForbidsIsForbiddenForTheirOwn"),
          Map.entry("webhook", "eachHearsOfTheirOwn"),
          Map.entry("delivery", "eachHearsOfTheirOwn"));

  /**
   * Tables of the registry itself; of a version, which is its package's; of a person, which are
   * theirs by their account's name alone; and what the operator says of people, shown to nobody.
   */
  private static final Set<String> NOBODYS =
      Pattern.compile("\\s+")
          .splitAsStream(
              """
              doubt signing_key registry_signature publish_receipt publish_attestation
              issuer issuer_state issued_since notice_progress audit_head audit_share
              search_document dependency removed_version freed_name
              totp passkey recovery_code second_factor_proof challenge account_link token_use star
              linked_identity provider_session spent_logout given_right password_let_in
              seal_key spent_seal ci_account\
              """)
          .collect(Collectors.toUnmodifiableSet());

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();
  private Client mallory = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    registry.addUser("mallory", false);
    alice = registry.with(registry.session("alice"));
    mallory = registry.with(registry.session("mallory"));
  }

  @AfterEach
  void close() {
    assertThat(registry.inside().breaches()).isEmpty();
    registry.close();
  }

  private Client.Answer exchange(String name, JobClaims claims) {
    return registry.exchange(name, registry.github().sign(claims));
  }

  private Client.Answer publish(Client client, String name, String version) {
    var wanted = TestPackage.of(name, version);
    return client.put(wanted.path(), wanted.document());
  }

  private void published(String user, String name) {
    var answer = publish(registry.with(registry.token(user, true)), name, "1.0.0");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  /** A table that is new must be said to be somebody's or nobody's. */
  @Test
  void everyTableIsSomebodysOrNobodys() throws IOException {
    try (var sql = Client.class.getResourceAsStream("/db/migration/V1__first.sql")) {
      var text = new String(sql.readAllBytes(), UTF_8);
      var tables =
          Pattern.compile("CREATE TABLE (\\w+)")
              .matcher(text)
              .results()
              .map(found -> found.group(1))
              .collect(Collectors.toSet());
      assertThat(Stream.concat(SHOWN.keySet().stream(), NOBODYS.stream()))
          .containsExactlyInAnyOrderElementsOf(tables);
    }
    var tests =
        Stream.of(TwoOfEverybodyTest.class, TwoOrganizationsTest.class)
            .flatMap(each -> Stream.of(each.getDeclaredMethods()))
            .map(Method::getName)
            .toList();
    assertThat(tests).containsAll(SHOWN.values());
  }

  /** Neither who came first nor who asks for more has a better right to a name. */
  @Test
  @Covers({"P101", "P104"})
  void ofTwoWhoWaitForOneJobNobodyGetsTheName() {
    var same = github("acme/rocket");
    var closer = claiming("acme/rocket", "'event_name':['push']");
    var useless = github("acme/rocket", "'permissions':['deprecatePackage']");
    int number = 0;
    for (var others : List.of(same, closer, useless)) {
      for (var first : List.of("mallory", "alice")) {
        var name = "rocket-" + ++number;
        var order = first.equals("alice") ? List.of(alice, mallory) : List.of(mallory, alice);
        order.forEach(each -> Trusting.add(each, name, each.equals(alice) ? same : others));
        assertContested(name);
      }
    }
  }

  private void assertContested(String name) {
    assertThat(Trusting.list(alice.get(Trusting.path(name)))).hasSize(1);
    assertThat(Trusting.list(mallory.get(Trusting.path(name)))).hasSize(1);
    var refused = exchange(name, job("acme/rocket"));
    assertThat(refused.problem()).as(refused.text()).isEqualTo("name-contested");
    assertThat(refused.message()).contains("Several people wait for").doesNotContain("mallory");

    published("alice", name);
    var minted = exchange(name, job("acme/rocket"));
    assertThat(minted.status()).as(minted.text()).isEqualTo(201);
    var token = registry.with(minted.json().text("token").orElseThrow());
    assertThat(publish(token, name, "1.1.0").status()).isEqualTo(201);
    assertThat(Trusting.list(alice.get(Trusting.path(name)))).hasSize(1);
    assertThat(mallory.get(Trusting.path(name)).status()).isEqualTo(403);
    var malicious = publish(registry.with(registry.token("mallory", true)), name, "6.6.6");
    assertThat(malicious.status()).isEqualTo(403);
  }

  @Test
  @Covers({"P104", "P22"})
  void whatOthersWaitForTakesNobodysRoom() {
    for (int i = 0; i < 10; i++) {
      Trusting.add(mallory, "rocket", github("mallory/x" + i));
    }
    Trusting.add(mallory, "shuttle", github("acme/shuttle"));
    for (var name : List.of("rocket", "shuttle")) {
      Trusting.add(alice, name, github("acme/" + name));
      assertThat(Trusting.list(alice.get(Trusting.path(name)))).hasSize(1);
    }
    var again =
        mallory.post(Trusting.path("shuttle"), "[" + Trusting.quoted(github("acme/shuttle")) + "]");
    assertThat(again.problem()).isEqualTo("publisher-exists");
  }

  /** It decides for whoever trusts it, and for nobody else, whatever else waits for the name. */
  @Test
  @Covers("P105")
  void aJobThatManagesIsOfOneOfThem() {
    registry.addUser("victim", false);
    registry.terminal().run("org", "add", "victim-org", "--owner", "victim");
    var plan =
        "{'packages':{'lander':{'owner':'@victim-org','publishers':[" + github("victim/x") + "]}}}";
    var victim = registry.with(registry.session("victim"));
    assertThat(victim.post("/-/api/v1/trust/apply", Trusting.quoted(plan)).status()).isEqualTo(200);
    Trusting.add(mallory, "lander", github("mallory/x", MANAGES));
    Trusting.add(mallory, "probe", github("mallory/x", MANAGES));
    var job = managing("lander", "mallory/x");

    var seen = Trusting.list(job.get(Trusting.path("lander")));
    assertThat(seen).hasSize(1);
    var all = registry.inside().texts("publisher", "id");
    for (var id : all) {
      var edited =
          job.put(Trusting.path("lander") + "/" + id, Trusting.quoted(github("mallory/evil")));
      assertThat(edited.status() == 200)
          .as(edited.text())
          .isEqualTo(seen.getFirst().text("id").orElseThrow().equals(id));
    }
    var forOthers =
        managing("probe", "mallory/x")
            .post(
                "/-/api/v1/trust/apply",
                Trusting.quoted(plan.replace("lander", "probe").replace("victim/x", "mallory/y")));
    assertThat(forOthers.status()).as(forOthers.text()).isEqualTo(403);
    assertThat(forOthers.message()).contains("would be @victim-org's");

    // Two who are managed by one job: it does not choose whom it means.
    Trusting.add(alice, "kit", github("acme/trust", MANAGES));
    Trusting.add(mallory, "kit", github("acme/trust", MANAGES));
    var contested = manage("kit", "acme/trust");
    assertThat(contested.problem()).as(contested.text()).isEqualTo("name-contested");
  }

  private Client.Answer manage(String name, String repository) {
    return registry
        .with(registry.github().sign(job(repository)))
        .post("/-/api/v1/oidc/manage-token/" + name, "");
  }

  private Client managing(String name, String repository) {
    var answer = manage(name, repository);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return registry.with(answer.json().text("token").orElseThrow());
  }

  @Test
  @Covers("P106")
  void whatWasTriedForOneIsNotShownToTheOther() {
    Trusting.add(alice, "prize", github("acme/top-secret"));
    Trusting.add(mallory, "prize", github("mallory/prize"));
    var wrong = JobClaims.of("acme/top-secret", "other.yml").audience(TestRegistry.AUDIENCE);
    assertThat(exchange("prize", wrong).problem()).isEqualTo("rule-mismatch");
    assertThat(exchange("prize", job("nobody/else")).problem()).isEqualTo("no-publisher");
    assertThat(told(alice, "prize")).contains("exchange-refused", "top-secret");

    published("mallory", "prize");
    var events = told(mallory, "prize");
    assertThat(events).contains("version-published", "mallory/prize");
    assertThat(events).doesNotContain("top-secret", "nobody/else", "other.yml");
    assertThat(mallory.get("/-/api/v1/decisions/prize").text()).doesNotContain("top-secret");

    // Nor does who is given a package see what was tried before.
    Trusting.add(mallory, "prize", github("mallory/hidden"));
    assertThat(Consent.transferred(mallory, "prize", "alice", alice)).isEqualTo(200);
    assertThat(told(alice, "prize"))
        .contains("package-transferred", "top-secret")
        .doesNotContain("mallory/hidden", "nobody/else");
  }

  private static String told(Client owner, String name) {
    var answer = owner.get("/-/api/v1/events/" + name + "?limit=100");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.text();
  }

  @Test
  @Covers("P107")
  void twoOrganizationsMayTrustOneProjectWithAllOfTheirs() {
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    registry.terminal().run("org", "add", "globex", "--owner", "mallory");
    Trusting.add(alice, "@acme/*", github("shared/*"));
    Trusting.add(mallory, "@globex/*", github("shared/*"));
    for (var name : List.of("@acme/kit", "@globex/kit")) {
      var first = exchange(name, job("shared/one").repositoryId("1").repositoryOwnerId("9"));
      assertThat(first.status()).as(first.text()).isEqualTo(201);
      var client = registry.with(first.json().text("token").orElseThrow());
      assertThat(publish(client, name, "1.0.0").status()).isEqualTo(201);
    }
    assertThat(registry.rows("publisher_package")).isEqualTo(2);
    assertThat(
            publish(registry.with(registry.token("mallory", true)), "@acme/kit", "6.6.6").status())
        .isEqualTo(403);
    assertThat(mallory.get(Trusting.path("@acme/*")).status()).isEqualTo(403);
  }

  @Test
  void oneIdentityTokenIsSpentForEachOfTheirPackages() {
    for (var user : List.of("alice", "mallory")) {
      published(user, "of-" + user);
      var owner = user.equals("alice") ? alice : mallory;
      Trusting.add(owner, "of-" + user, github("acme/rocket"));
    }
    var token = registry.github().sign(job("acme/rocket"));
    for (var name : List.of("of-alice", "of-mallory")) {
      var minted = registry.exchange(name, token);
      assertThat(minted.status()).as(minted.text()).isEqualTo(201);
      var client = registry.with(minted.json().text("token").orElseThrow());
      assertThat(publish(client, name, "1.1.0").status()).isEqualTo(201);
      assertThat(registry.exchange(name, token).problem()).isEqualTo("replayed");
    }
  }

  /** A worm in a project that both trust: mallory says that all is well, and alice does not. */
  @Test
  @Covers({"P108", "A02"})
  void whoFindsAllInOrderDoesSoForHimself() {
    for (var user : List.of("alice", "mallory")) {
      published(user, "of-" + user);
    }
    Trusting.add(alice, "of-alice", github("acme/rocket"));
    var foreign = Trusting.add(mallory, "of-mallory", github("acme/rocket"));
    for (int i = 1; i <= 22; i++) {
      assertThat(byJob("of-alice", "1.0." + i).status()).isEqualTo(i <= 21 ? 201 : 202);
    }
    assertThat(byJob("of-mallory", "1.1.0").status()).isEqualTo(202);
    var path = "/-/api/v1/publishers/of-mallory/" + foreign + "/resume";
    assertThat(mallory.post(path, "").status()).isEqualTo(200);
    assertThat(byJob("of-mallory", "1.2.0").status()).isEqualTo(201);
    assertThat(byJob("of-alice", "1.2.0").status()).isEqualTo(202);
    assertThat(mallory.get("/-/api/v1/held/of-alice").status()).isEqualTo(403);
  }

  private Client.Answer byJob(String name, String version) {
    return publish(registry.with(registry.minted(name, job("acme/rocket"))), name, version);
  }

  @Test
  void whatBecameOfOnesVersionTheOtherDoesNotLearn() {
    for (var user : List.of("alice", "mallory")) {
      published(user, "of-" + user);
    }
    var next = TestPackage.of("of-alice", "1.1.0");
    var staged = alice.post("/-/stage/package/of-alice", next.document());
    var id = staged.json().text("stageId").orElseThrow();
    for (boolean decided : List.of(false, true)) {
      if (decided) {
        assertThat(alice.delete("/-/stage/" + id).status()).isEqualTo(204);
      }
      var path = "/-/api/v1/stage/" + id + "/wait?seconds=0";
      assertThat(mallory.get(path).status()).isEqualTo(404);
      assertThat(alice.get(path).status()).isEqualTo(200);
    }
  }

  @Test
  void whatOneForbidsIsForbiddenForTheirOwn() {
    for (var user : List.of("alice", "mallory")) {
      published(user, "of-" + user);
    }
    assertThat(mallory.put("/-/api/v1/publishing/of-mallory", "{\"trustedOnly\":true}").status())
        .isEqualTo(200);
    assertThat(mallory.put("/-/api/v1/publishing/of-alice", "{\"trustedOnly\":true}").status())
        .isEqualTo(403);
    assertThat(mallory.put("/-/api/v1/provenance/of-alice", "{\"required\":true}").status())
        .isIn(403, 404);
    var writes = registry.with(registry.token("alice", true));
    assertThat(publish(writes, "of-alice", "1.1.0").status()).isEqualTo(201);
  }

  @Test
  @Covers("P109")
  void eachHearsOfTheirOwn() throws InterruptedException {
    for (var user : List.of("alice", "mallory")) {
      published(user, "of-" + user);
      var owner = user.equals("alice") ? alice : mallory;
      var added =
          owner.post(
              "/-/api/v1/webhooks?package=of-" + user, "{\"url\":\"https://same.example/hook\"}");
      assertThat(added.status()).as(added.text()).isEqualTo(201);
    }
    Trusting.add(alice, "of-alice", github("acme/secret"));
    registry.tell();
    var recipients = registry.inside().texts("delivery", "recipient");
    var hooks = Trusting.list(alice.get("/-/api/v1/webhooks?package=of-alice"));
    assertThat(recipients).contains("webhook:" + hooks.getFirst().text("id").orElseThrow());
    var foreign = Trusting.list(mallory.get("/-/api/v1/webhooks?package=of-mallory")).getFirst();
    var deliveries =
        mallory.get("/-/api/v1/webhooks/" + foreign.text("id").orElseThrow() + "/deliveries");
    assertThat(deliveries.text()).doesNotContain("publisher-added");
  }
}

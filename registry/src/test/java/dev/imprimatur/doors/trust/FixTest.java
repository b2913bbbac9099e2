package dev.imprimatur.doors.trust;

import static dev.imprimatur.doors.support.Trusting.claiming;
import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.AUDIENCE;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a refused attempt offers to the owners of its package, and how they accept it. */
@OnPostgres
final class FixTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String EVENTS = "/-/api/v1/events/rocket";
  private static final String PUBLISHERS = "/-/api/v1/publishers/rocket";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    alice = registry.maintainerOf("rocket", "alice");
    registry.addUser("bob", false);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static JobClaims ofFile(String file) {
    return JobClaims.of("acme/rocket", file).audience(AUDIENCE);
  }

  private Client.Answer exchange(JobClaims claims) {
    return registry.exchange("rocket", registry.github().sign(claims));
  }

  /** A publisher that knows who its project is. */
  private String known(String publisher) {
    var id = Trusting.add(alice, "rocket", publisher);
    assertThat(exchange(job("acme/rocket")).status()).isEqualTo(201);
    return id;
  }

  private JsonObject newest() {
    var events = alice.get(EVENTS).json().array("events").map(JsonArray::items).orElseThrow();
    return (JsonObject) events.getFirst();
  }

  /** The newest event, after a job was refused. */
  private JsonObject refused(JobClaims claims) {
    assertThat(exchange(claims).status()).isBetween(400, 499);
    var event = newest();
    assertThat(event.text("kind")).contains("exchange-refused");
    return event;
  }

  private static JsonObject fix(JsonObject event) {
    return event.object("facts").flatMap(facts -> facts.object("fix")).orElseThrow();
  }

  private static boolean offersNothing(JsonObject event) {
    return !event.object("facts").orElseThrow().has("fix");
  }

  private static String accepting(JsonObject event) {
    return EVENTS + "/" + event.text("id").orElseThrow() + "/accept";
  }

  private static JsonObject change(JsonObject fix, String setting) {
    return fix.object("settings").flatMap(all -> all.object(setting)).orElseThrow();
  }

  private String claims() {
    var first = Trusting.list(alice.get(PUBLISHERS)).getFirst();
    return first.object("claims").orElseThrow().toString();
  }

  @Test
  void anotherWorkflowFileIsOfferedAndAccepted() {
    var id = known(github("acme/rocket"));
    var before = registry.with(registry.minted("rocket", job("acme/rocket")));
    var event = refused(ofFile("release.yml"));
    var fix = fix(event);
    assertThat(fix.text("publisher")).contains(id);
    SENTENCES.check(fix.text("detail").orElseThrow());
    assertThat(fix.text("command")).contains("imprimatur trust edit " + id + " --file release.yml");
    var change = change(fix, "workflow_ref");
    assertThat(change.text("from")).contains("publish.yml");
    assertThat(change.text("to")).contains("release.yml");
    assertThat(change.truth("allowsMore")).isFalse();
    assertThat(fix.object("settings").orElseThrow().members()).hasSize(1);

    var accepted = alice.post(accepting(event), "");
    assertThat(accepted.status()).as(accepted.text()).isEqualTo(200);
    assertThat(accepted.json().text("id")).contains(id);
    assertThat(exchange(ofFile("release.yml")).status()).isEqualTo(201);
    assertThat(exchange(job("acme/rocket")).problem()).isEqualTo("rule-mismatch");
    // Whoever it is that may publish has changed, so what was minted before ends.
    assertThat(before.get("/-/whoami").status()).isEqualTo(401);
  }

  @Test
  void itIsAnEditAsAnyOther() {
    known(github("acme/rocket", "'label':'release'", "'permissions':['createPackage']"));
    var before = Trusting.list(alice.get(PUBLISHERS)).getFirst();
    var offer = refused(ofFile("release.yml"));
    assertThat(alice.post(accepting(offer), "").status()).isEqualTo(200);
    var after = Trusting.list(alice.get(PUBLISHERS)).getFirst();
    for (var same : List.of("id", "label", "permissions", "token", "pins", "createdBy", "issuer")) {
      assertThat(after.get(same)).as(same).isEqualTo(before.get(same));
    }
    assertThat(registry.events().getLast())
        .satisfies(event -> {
          assertThat(event.kind()).isEqualTo(EventKind.PUBLISHER_EDITED);
          assertThat(event.actor()).isEqualTo("person:alice");
          assertThat(event.facts().truth("loosened")).isTrue();
          assertThat(event.facts().text("accepted")).isEqualTo(offer.text("id"));
        });
  }

  @Test
  void whatAllowsMoreSaysSo() {
    known(claiming("acme/rocket", "'event_name':['push','schedule']"));
    var event = refused(job("acme/rocket").event("release"));
    var fix = fix(event);
    var change = change(fix, "event_name");
    assertThat(change.truth("allowsMore")).isTrue();
    assertThat(change.array("from")).contains(JsonArray.ofTexts(List.of("push", "schedule")));
    assertThat(change.array("to"))
        .contains(JsonArray.ofTexts(List.of("push", "release", "schedule")));
    SENTENCES.check(fix.text("detail").orElseThrow());
    assertThat(fix.text("command").orElseThrow())
        .endsWith(" --event push --event release --event schedule");
    assertThat(alice.post(accepting(event), "").status()).isEqualTo(200);
    assertThat(exchange(job("acme/rocket").event("release")).status()).isEqualTo(201);
    assertThat(exchange(job("acme/rocket")).status()).isEqualTo(201);
  }

  @Test
  void severalSettingsAreOneFix() {
    known(github("acme/rocket"));
    var id = Trusting.list(alice.get(PUBLISHERS)).getFirst().text("id").orElseThrow();
    var guarded =
        claiming("acme/rocket", "'environment':'production','repository_visibility':['private']");
    var edited = alice.put(Trusting.path("rocket") + "/" + id, Trusting.quoted(guarded));
    assertThat(edited.status()).as(edited.text()).isEqualTo(200);
    var wanted = ofFile("release.yml").environment("npm").visibility("public");
    var fix = fix(refused(wanted));
    assertThat(fix.object("settings").orElseThrow().members().keySet())
        .containsExactly("workflow_ref", "environment", "repository_visibility");
    assertThat(alice.post(accepting(newest()), "").status()).isEqualTo(200);
    assertThat(exchange(wanted).status()).isEqualTo(201);
  }

  @Test
  void anExplanationOffersTheSame() {
    known(github("acme/rocket"));
    var token = registry.github().sign(ofFile("release.yml"));
    var explained = registry.with(token).post("/-/api/v1/oidc/explain/rocket", "").json();
    var event = refused(ofFile("release.yml"));
    assertThat(explained.object("fix")).contains(fix(event));
    var said = event.object("facts").flatMap(facts -> facts.object("claims")).orElseThrow();
    // Claims that somebody makes up are told what would help, and are no event to accept.
    var body = JsonObject.with("claims", said).build();
    var path = "/-/api/v1/oidc/simulate/rocket";
    var simulated = alice.post(path, Json.text(body)).json();
    assertThat(simulated.object("fix")).contains(fix(event));
    assertThat(newest()).isEqualTo(event);
  }

  @Test
  void nothingIsOfferedToWhomNoIdsProve() {
    known(github("acme/rocket"));
    for (var other :
        List.of(
            ofFile("release.yml").repositoryId("8"),
            ofFile("release.yml").repositoryOwnerId("80"),
            ofFile("release.yml").repositoryId("8").repositoryOwnerId("80"),
            JobClaims.of("evil/rocket", "release.yml").audience(AUDIENCE))) {
      assertThat(exchange(other).status()).isBetween(400, 499);
      var refused =
          registry.events().stream()
              .filter(event -> event.kind() == EventKind.EXCHANGE_REFUSED)
              .toList()
              .getLast();
      assertThat(refused.facts().has("fix")).isFalse();
      var path = EVENTS + "/" + refused.id() + "/accept";
      assertThat(alice.post(path, "").problem()).isEqualTo("fix-not-found");
    }
    assertThat(claims()).contains("publish.yml");
  }

  /** What lets strangers act, or others' machines, nobody is talked into. */
  @Test
  void nothingIsOfferedForWhatIsRefusedByDefault() {
    known(claiming("acme/rocket", "'event_name':['push'],'runner_environment':['github-hosted']"));
    var callee = "acme/other/.github/workflows/build.yml@refs/heads/main";
    for (var claims :
        List.of(
            job("acme/rocket").event("pull_request"),
            job("acme/rocket").event("pull_request_target"),
            job("acme/rocket").event("workflow_run"),
            job("acme/rocket").selfHosted(),
            job("acme/rocket").calledWorkflow(callee),
            // One thing that settings could mend makes up for none that they cannot.
            ofFile("release.yml").event("pull_request_target"),
            ofFile("release.yml").selfHosted())) {
      var event = refused(claims);
      assertThat(offersNothing(event)).as(event.toString()).isTrue();
      assertThat(alice.post(accepting(event), "").problem()).isEqualTo("fix-not-found");
    }
  }

  /** A name that would be a pattern in a setting is not what the job is called. */
  @Test
  void aRefThatReadsAsAPatternIsNotOffered() {
    known(claiming("acme/rocket", "'ref':['refs/heads/main']"));
    assertThat(offersNothing(refused(job("acme/rocket").ref("refs/heads/*")))).isTrue();
    assertThat(offersNothing(refused(job("acme/rocket").ref("refs/heads/v{version}")))).isTrue();
    assertThat(offersNothing(refused(job("acme/rocket").ref("refs/heads/next")))).isFalse();
  }

  @Test
  void itIsAcceptedOnce() {
    known(github("acme/rocket"));
    var event = refused(ofFile("release.yml"));
    var answers = AtOnce.all(IntStream.range(0, 4), i -> alice.post(accepting(event), "").status());
    assertThat(answers).containsOnlyOnce(200).containsOnly(200, 409);
    assertThat(alice.post(accepting(event), "").problem()).isEqualTo("fix-outdated");
    assertThat(registry.events())
        .filteredOn(each -> each.kind() == EventKind.PUBLISHER_EDITED)
        .hasSize(1);
  }

  @Test
  void whatIsNoLongerAsItWasShownIsNotAccepted() {
    var id = known(github("acme/rocket"));
    var event = refused(ofFile("release.yml"));
    var path = Trusting.path("rocket") + "/" + id;
    var guarded = claiming("acme/rocket", "'environment':'production'");
    assertThat(alice.put(path, Trusting.quoted(guarded)).status()).isEqualTo(200);
    assertThat(alice.post(accepting(event), "").problem()).isEqualTo("fix-outdated");
    var other = github("acme/rocket").replace("publish.yml", "ship.yml");
    assertThat(alice.put(path, Trusting.quoted(other)).status()).isEqualTo(200);
    assertThat(alice.post(accepting(event), "").problem()).isEqualTo("fix-outdated");
    assertThat(claims()).contains("ship.yml");
    assertThat(alice.delete(path).status()).isEqualTo(204);
    assertThat(alice.post(accepting(event), "").problem()).isEqualTo("fix-outdated");
  }

  @Test
  void anIssuerThatWasSwitchedOffOffersNothingAnyMore() {
    known(github("acme/rocket"));
    var event = refused(ofFile("release.yml"));
    var off = registry.terminal().run("issuer", "disable", registry.github().issuer());
    assertThat(off.exit()).as(off.err()).isZero();
    assertThat(alice.post(accepting(event), "").problem()).isEqualTo("fix-outdated");
  }

  @Test
  void nobodyButAnOwnerWhoSignedInAccepts() {
    known(github("acme/rocket"));
    var minted = registry.with(registry.minted("rocket", job("acme/rocket")));
    var idToken = registry.with(registry.github().sign(job("acme/rocket")));
    var event = refused(ofFile("release.yml"));
    var bob = registry.with(registry.session("bob"));
    for (var other : List.of(bob, minted, registry.with(registry.token("alice", true)))) {
      assertThat(other.post(accepting(event), "").status()).isEqualTo(403);
    }
    for (var unknown : List.of(registry.anyone(), idToken)) {
      assertThat(unknown.post(accepting(event), "").status()).isEqualTo(401);
    }
    assertThat(claims()).contains("publish.yml");
  }

  @Test
  void anEventIsAcceptedWhereItBelongs() {
    known(github("acme/rocket"));
    var event = refused(ofFile("release.yml"));
    var bobs = registry.with(registry.token("bob", true));
    assertThat(bobs.put("/shuttle", TestPackage.of("shuttle", "1.0.0").document()).status())
        .isEqualTo(201);
    var bob = registry.with(registry.session("bob"));
    var elsewhere = accepting(event).replace("rocket", "shuttle");
    assertThat(bob.post(elsewhere, "").problem()).isEqualTo("event-not-found");
    var missing = accepting(event).replace(event.text("id").orElseThrow(), "123456");
    assertThat(alice.post(missing, "").problem()).isEqualTo("event-not-found");
    assertThat(claims()).contains("publish.yml");
  }

  @Test
  void whatProvedNothingOffersNothing() {
    known(github("acme/rocket"));
    var forged = registry.github().sign(ofFile("release.yml")).replaceFirst("[^.]*$", "AAAA");
    assertThat(registry.exchange("rocket", forged).status()).isEqualTo(401);
    assertThat(alice.post(accepting(newest()), "").problem()).isEqualTo("fix-not-found");
    // Nor do the events of what was granted.
    assertThat(exchange(job("acme/rocket")).status()).isEqualTo(201);
    assertThat(alice.post(accepting(newest()), "").problem()).isEqualTo("fix-not-found");
  }

  @Test
  void forAllOfAPatternOnlyWhoDecidesAboutItAccepts() {
    assertThat(registry.terminal().run("org", "add", "acme", "--owner", "alice").exit()).isZero();
    Trusting.add(alice, "@acme/*", github("acme/rocket"));
    var manager = github("acme/keeper", "'permissions':['managePublishers']");
    Trusting.add(alice, "@acme/one", manager);
    assertThat(registry.minted("@acme/one", job("acme/rocket"))).isNotEmpty();
    var refused = registry.exchange("@acme/one", registry.github().sign(ofFile("release.yml")));
    assertThat(refused.problem()).isEqualTo("rule-mismatch");
    var path = "/-/api/v1/events/@acme%2fone/" + registry.events().getLast().id() + "/accept";

    var idToken = registry.github().sign(job("acme/keeper"));
    var bought = registry.with(idToken).post("/-/api/v1/oidc/manage-token/@acme%2fone", "");
    var keeper = registry.with(bought.json().text("token").orElseThrow());
    var answer = keeper.post(path, "");
    assertThat(answer.problem()).isEqualTo("not-allowed");
    assertThat(answer.message()).contains("and not of @acme/*");
    assertThat(alice.post(path, "").status()).isEqualTo(200);
  }

  /** Several may wait for one free name, and what they wish is nobody else's business. */
  @Test
  void whatIsOfferedToOneWhoWaitsIsNotAnothers() {
    var pins = "'pins':{'repository_id':'7','repository_owner_id':'70'}";
    Trusting.add(alice, "shuttle", github("acme/rocket", pins));
    var bob = registry.with(registry.session("bob"));
    Trusting.add(bob, "shuttle", github("bobs/shuttle", pins));
    var wanted = ofFile("release.yml").repositoryId("7").repositoryOwnerId("70");
    assertThat(registry.exchange("shuttle", registry.github().sign(wanted)).problem())
        .isEqualTo("rule-mismatch");
    var offered =
        registry.events().stream()
            .filter(event -> event.facts().text("futureOwner").filter("alice"::equals).isPresent())
            .toList();
    var path = "/-/api/v1/events/shuttle/" + offered.getLast().id() + "/accept";
    assertThat(bob.post(path, "").problem()).isEqualTo("event-not-found");
    assertThat(alice.post(path, "").status()).isEqualTo(200);
  }

  @Test
  void theOperatorAcceptsByCommand() {
    known(github("acme/rocket"));
    var event = refused(ofFile("release.yml"));
    var id = event.text("id").orElseThrow();
    var said = registry.terminal().run("trust", "accept", "rocket", id);
    assertThat(said.out()).as(said.err()).contains("workflow file release.yml");
    assertThat(registry.events().getLast().actor()).isEqualTo("operator");
    assertThat(exchange(ofFile("release.yml")).status()).isEqualTo(201);
    var again = registry.terminal().run("trust", "accept", "rocket", id);
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.err()).contains("no longer what would help");
  }

  /** Whoever may make a branch chooses its name, and an operator types what is offered. */
  @Test
  void theCommandIsSafeToType() throws IOException, InterruptedException {
    var id = known(claiming("acme/rocket", "'ref':['refs/heads/main']"));
    var branch = "refs/heads/a'b;echo$IFS\"x\"`id`$(id)";
    var fix = fix(refused(job("acme/rocket").ref(branch)));
    var command = fix.text("command").orElseThrow();
    assertThat(command).startsWith("imprimatur ");
    var shell =
        new ProcessBuilder("sh", "-c", command.replaceFirst("imprimatur", "printf '%s\\\\n'"))
            .redirectErrorStream(true)
            .start();
    var typed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).isZero();
    assertThat(typed.lines().toList())
        .isEqualTo(List.of("trust", "edit", id, "--ref", branch, "--ref", "refs/heads/main"));
    var said = registry.terminal().run(typed.lines().toArray(String[]::new));
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(exchange(job("acme/rocket").ref(branch)).status()).isEqualTo(201);
  }
}

package dev.imprimatur.doors.exchange;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a CI job gets for its identity token beside publishing: to read, and to manage trust. */
final class JobTokensTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String READ = "/-/api/v1/oidc/read-token";
  private static final String MANAGE = "/-/api/v1/oidc/manage-token/@acme%2f*";
  private static final String MAY_READ = "'permissions':['readPackage']";
  private static final String MAY_MANAGE = "'permissions':['managePublishers']";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    alice = registry.with(registry.session("alice"));
    var writer = registry.with(registry.token("alice", true));
    for (var name : new String[] {"@acme/rocket", "@acme/shuttle"}) {
      var wanted = TestPackage.of(name, "1.0.0").access("restricted");
      assertThat(writer.put(wanted.path(), wanted.document()).status()).isEqualTo(201);
    }
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Client.Answer ask(String path, JobClaims claims) {
    return registry.with(registry.github().sign(claims)).post(path, "");
  }

  private Client given(String path, JobClaims claims) {
    var answer = ask(path, claims);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return registry.with(answer.json().text("token").orElseThrow());
  }

  @Test
  void aJobReadsThePrivatePackagesThatItMay() {
    Trusting.add(alice, "@acme/rocket", github("acme/app", MAY_READ));
    var reader = given(READ, job("acme/app"));
    assertThat(reader.get("/@acme%2frocket").status()).isEqualTo(200);
    assertThat(reader.get("/@acme/rocket/-/rocket-1.0.0.tgz").status()).isEqualTo(200);
    assertThat(reader.get("/@acme%2fshuttle").status()).isEqualTo(404);
    assertThat(reader.get("/-/whoami").status()).isEqualTo(200);
    var wanted = TestPackage.of("@acme/rocket", "1.1.0");
    SENTENCES.check(reader.put(wanted.path(), wanted.document()).message());
    assertThat(registry.events().stream().map(each -> each.kind().wire()))
        .contains("read-token-exchanged");
  }

  @Test
  void aPatternReadsAll() {
    Trusting.add(alice, "@acme/*", github("acme/app", MAY_READ));
    var reader = given(READ, job("acme/app"));
    assertThat(reader.get("/@acme%2frocket").status()).isEqualTo(200);
    assertThat(reader.get("/@acme%2fshuttle").status()).isEqualTo(200);
  }

  @Test
  void itReadsNoLongerThanItsPublisherIsThere() {
    var id = Trusting.add(alice, "@acme/rocket", github("acme/app", MAY_READ));
    var reader = given(READ, job("acme/app"));
    assertThat(alice.delete(Trusting.path("@acme/rocket") + "/" + id).status()).isEqualTo(204);
    assertThat(reader.get("/@acme%2frocket").status()).isIn(401, 404);
    assertThat(reader.get("/-/whoami").status()).isEqualTo(401);
  }

  @Test
  void whoMayPublishMayNotThereforeReadAndOthersLearnNothing() {
    Trusting.add(alice, "@acme/rocket", github("acme/rocket"));
    var refused = ask(READ, job("acme/rocket"));
    assertThat(refused.problem()).as(refused.text()).isEqualTo("no-publisher");
    assertThat(ask(READ, job("stranger/app")).problem()).isEqualTo("no-publisher");
    Trusting.add(alice, "@acme/rocket", github("acme/app", MAY_READ));
    var published = registry.exchange("@acme/rocket", registry.github().sign(job("acme/app")));
    assertThat(published.problem()).isEqualTo("policy");
  }

  @Test
  void oneTokenOfAJobIsReadWithOnce() {
    Trusting.add(alice, "@acme/rocket", github("acme/app", MAY_READ));
    var token = registry.github().sign(job("acme/app"));
    assertThat(registry.with(token).post(READ, "").status()).isEqualTo(201);
    assertThat(registry.with(token).post(READ, "").problem()).isEqualTo("replayed");
  }

  private static String plan(String publishers) {
    return Trusting.quoted("{'packages':{'@acme/rocket':{'publishers':[" + publishers + "]}}}");
  }

  @Test
  void aJobAppliesWhatAFileDeclares() {
    Trusting.add(alice, "@acme/*", github("acme/trust", MAY_MANAGE));
    var manager = given(MANAGE, job("acme/trust"));
    var declared = plan(github("acme/rocket") + "," + github("acme/other", "'label':'other'"));

    var planned = manager.post("/-/api/v1/trust/plan", declared);
    assertThat(planned.status()).as(planned.text()).isEqualTo(200);
    assertThat(planned.text()).contains("\"step\":\"add\"");
    assertThat(alice.get(Trusting.path("@acme/rocket")).text()).isEqualTo("[]");

    var applied = manager.post("/-/api/v1/trust/apply", declared);
    assertThat(applied.text()).isEqualTo(planned.text());
    assertThat(Trusting.list(alice.get(Trusting.path("@acme/rocket")))).hasSize(2);
    assertThat(manager.post("/-/api/v1/trust/plan", declared).text())
        .contains("\"step\":\"keep\"")
        .doesNotContain("\"step\":\"add\"");
    registry.minted("@acme/rocket", job("acme/rocket"));
  }

  /** It says who tried what, and whom it is to tell is a person's business. */
  @Test
  void aJobThatManagesTrustDoesNotSeeWhatWasTried() {
    Trusting.add(alice, "@acme/*", github("acme/trust", MAY_MANAGE));
    var manager = given(MANAGE, job("acme/trust"));
    assertThat(manager.get(Trusting.path("@acme/rocket")).status()).isEqualTo(200);
    assertThat(manager.get("/-/api/v1/events/@acme%2frocket").problem()).isEqualTo("not-allowed");
    assertThat(alice.get("/-/api/v1/events/@acme%2frocket").status()).isEqualTo(200);
  }

  @Test
  void whatAPlanWantsCanBeDeclaredAsItStands() {
    var declared =
        plan(
            github(
                "acme/rocket",
                "'label':'release'",
                "'distTags':['next']",
                "'token':{'minutes':5,'singleUse':true}",
                "'pins':{'repository_id':'7','repository_owner_id':'70'}"));
    var planned = alice.post("/-/api/v1/trust/plan", declared);
    assertThat(planned.status()).as(planned.text()).isEqualTo(200);
    var step = (JsonObject) planned.json().array("steps").orElseThrow().items().getFirst();
    var wanted = Json.text(step.object("wanted").orElseThrow());

    assertThat(alice.post("/-/api/v1/trust/apply", plan(wanted)).text()).isEqualTo(planned.text());
    assertThat(alice.post("/-/api/v1/trust/plan", declared).text())
        .contains("\"step\":\"keep\"")
        .doesNotContain("\"step\":\"edit\"");
  }

  @Test
  void whatIsLeftOutIsRemovedAndWhatIsChangedIsEdited() {
    Trusting.add(alice, "@acme/rocket", github("acme/old"));
    var kept = Trusting.add(alice, "@acme/rocket", github("acme/rocket", "'label':'release'"));
    var answer =
        alice.post("/-/api/v1/trust/apply", plan(github("acme/renamed", "'label':'release'")));
    assertThat(answer.text()).contains("\"step\":\"remove\"", "\"step\":\"edit\"");
    var left = Trusting.list(alice.get(Trusting.path("@acme/rocket")));
    assertThat(left).hasSize(1);
    assertThat(left.getFirst().text("id")).contains(kept);
    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void ofManyPackagesAllAreChangedOrNone() {
    var declared =
        Trusting.quoted(
            "{'packages':{'@acme/rocket':{'publishers':["
                + github("acme/rocket")
                + "]},'@acme/shuttle':{'publishers':[{'type':'github','claims':{}}]}}}");
    assertThat(alice.post("/-/api/v1/trust/apply", declared).problem())
        .isEqualTo("invalid-publisher");
    registry.user("bob");
    var bob = registry.with(registry.session("bob"));
    assertThat(bob.post("/-/api/v1/trust/apply", plan(github("acme/bob"))).status()).isEqualTo(403);
    assertThat(alice.get(Trusting.path("@acme/rocket")).text()).isEqualTo("[]");
    var events = registry.events().stream().map(each -> each.kind().wire()).toList();
    assertThat(events).doesNotContain("publisher-added");
  }

  @Test
  void aManagingTokenIsForNothingElse() {
    Trusting.add(alice, "@acme/*", github("acme/trust", MAY_MANAGE));
    registry.user("bob");
    var manager = given(MANAGE, job("acme/trust"));
    var elsewhere =
        Trusting.quoted("{'packages':{'lone':{'publishers':[" + github("acme/x") + "]}}}");
    assertThat(manager.post("/-/api/v1/trust/apply", elsewhere).status()).isEqualTo(403);
    assertThat(manager.get("/@acme%2frocket").status()).isEqualTo(404);
    var wanted = TestPackage.of("@acme/rocket", "1.1.0");
    assertThat(manager.put(wanted.path(), wanted.document()).status()).isEqualTo(403);
    assertThat(manager.put("/-/api/v1/publishing/@acme%2frocket", "{}").status()).isEqualTo(403);
    assertThat(ask(MANAGE, job("acme/other")).problem()).isEqualTo("no-publisher");
    var workflow = JobClaims.of("acme/trust", "other.yml").audience(TestRegistry.AUDIENCE);
    assertThat(ask(MANAGE, workflow).problem()).isEqualTo("rule-mismatch");
  }
}

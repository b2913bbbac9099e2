package dev.imprimatur.doors.exchange;

import static dev.imprimatur.doors.support.Trusting.github;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.ci.GitHub;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that only read: any of the project's, and Dependabot by the door that it knows. */
final class ReadingJobsTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String READ = "/-/api/v1/oidc/read-token";
  private static final String DEPENDABOT = "/access/api/v1/oidc/token";

  private static final String READER =
      "{'type':'github','claims':{'repository':'acme/app'},'permissions':['readPackage']}";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    alice = registry.with(registry.session("alice"));
    var rocket = TestPackage.of("@acme/rocket", "1.0.0").access("restricted");
    assertThat(alice.put(rocket.path(), rocket.document()).status()).isEqualTo(201);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static JobClaims job(String file) {
    return JobClaims.of("acme/app", file).audience(TestRegistry.AUDIENCE);
  }

  /** As GitHub runs Dependabot: no file of the repository, and an event that no person causes. */
  private static JobClaims dependabot() {
    var workflow = "acme/app/dynamic/dependabot/dependabot-updates@refs/heads/main";
    return job("unused.yml")
        .with("event_name", "dynamic")
        .with("workflow_ref", workflow)
        .with("job_workflow_ref", workflow)
        .with("actor", "dependabot[bot]");
  }

  private Client.Answer read(JobClaims claims) {
    return registry.with(registry.github().sign(claims)).post(READ, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"push", "pull_request", "merge_group", "schedule", "dynamic"})
  void anyWorkflowOfTheProjectReads(String event) {
    Trusting.add(alice, "@acme/*", READER);
    var read = read(job("whatever.yml").with("event_name", event));
    assertThat(read.status()).as(read.text()).isEqualTo(201);
    var reader = registry.with(read.json().text("token").orElseThrow());
    assertThat(reader.get("/@acme%2frocket").status()).isEqualTo(200);
  }

  @Test
  void aReaderMayBeBuiltAnywhereAndByAWorkflowOfOthers() {
    Trusting.add(alice, "@acme/*", READER);
    var shared = "acme/shared/.github/workflows/test.yml@refs/heads/main";
    assertThat(read(job("ci.yml").selfHosted().calledWorkflow(shared)).status()).isEqualTo(201);
  }

  /** What runs a stranger's code with the project's rights reads nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"pull_request_target", "workflow_run", "issue_comment", "discussion"})
  void whatAStrangerCausesReadsNothing(String event) {
    Trusting.add(alice, "@acme/*", READER);
    assertThat(read(job("ci.yml").with("event_name", event)).problem()).isEqualTo("no-publisher");
  }

  @Test
  void whatIsConfiguredOfAReaderHolds() {
    Trusting.add(alice, "@acme/*", github("acme/app", "'permissions':['readPackage']"));
    assertThat(read(job("publish.yml").event("pull_request")).status()).isEqualTo(201);
    assertThat(read(job("other.yml")).problem()).isEqualTo("no-publisher");
    assertThat(
            read(JobClaims.of("acme/other", "publish.yml").audience(TestRegistry.AUDIENCE))
                .problem())
        .isEqualTo("no-publisher");
  }

  /** One that may do more than read is a publisher, with all that is asked of one. */
  @Test
  void whoMayDoMoreNeedsItsWorkflowFile() {
    var path = Trusting.path("@acme/*");
    for (var permissions : new String[] {"'readPackage','createPackage'", "'createPackage'"}) {
      var refused =
          alice.post(
              path, Trusting.quoted("[" + READER.replace("'readPackage'", permissions) + "]"));
      assertThat(refused.status()).isEqualTo(400);
      SENTENCES.refused("file", refused, "invalid-publisher");
    }
    var id = Trusting.add(alice, "@acme/*", READER);
    var edited = registry.terminal().run("trust", "edit", id, "--allow-publish", "--allow-read");
    assertThat(edited.exit()).isNotZero();
  }

  /** A reader beside a publisher changes nothing of what is published, nor of why it is refused. */
  @Test
  void aReaderBesideAPublisherSaysNothingOfPublishing() {
    Trusting.add(alice, "@acme/rocket", READER);
    Trusting.add(alice, "@acme/rocket", github("acme/app"));
    var refused = registry.exchange("@acme/rocket", registry.github().sign(job("other.yml")));
    assertThat(refused.problem()).isEqualTo("rule-mismatch");
    registry.minted("@acme/rocket", job("publish.yml"));
    assertThat(read(job("other.yml").event("pull_request")).status()).isEqualTo(201);
  }

  @Test
  void theOperatorAddsAReaderWithoutAFile() {
    var added =
        registry
            .terminal()
            .run("trust", "add", "@acme/*", "github", "--repository", "acme/app", "--allow-read");
    assertThat(added.exit()).as(added.err()).isZero();
    assertThat(added.out()).doesNotContain("workflow file").contains("pull_request");
    assertThat(read(job("any.yml")).status()).isEqualTo(201);
  }

  /** The body that Dependabot's proxy sends, member by member and in its order. */
  private static String asked(String idToken) {
    return Json.text(
        JsonObject.with("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
            .and("subject_token_type", "urn:ietf:params:oauth:token-type:id_token")
            .and("subject_token", idToken)
            .and("provider_name", "imprimatur")
            .and("audience", TestRegistry.AUDIENCE)
            .and("provider_type", "GitHub")
            .build());
  }

  private Client.Answer exchanged(String body) {
    return registry
        .anyone()
        .with("content-type", "application/json")
        .with("user-agent", "dependabot-proxy/1.0")
        .post(DEPENDABOT, body);
  }

  @Test
  void dependabotReadsByTheDoorThatItKnows() {
    Trusting.add(alice, "@acme/*", READER);
    var answer = exchanged(asked(registry.github().sign(dependabot())));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().text("token_type")).contains("Bearer");
    // It asks anew five minutes before the end: less than ten would be a question a request.
    assertThat(answer.json().get("expires_in")).contains(new JsonNumber("900"));
    var reader = registry.with(answer.json().text("access_token").orElseThrow());
    assertThat(reader.get("/@acme%2frocket").status()).isEqualTo(200);
    assertThat(reader.get("/@acme/rocket/-/rocket-1.0.0.tgz").status()).isEqualTo(200);
    var version = TestPackage.of("@acme/rocket", "1.1.0");
    assertThat(reader.put(version.path(), version.document()).status()).isEqualTo(403);
    assertThat(registry.events().getLast().kind().wire()).isEqualTo("read-token-exchanged");
  }

  /** What Dependabot's proxy reads of the file, and makes its request and its audience of. */
  @Test
  void theManualsFileMakesItAskThisDoorForThisAudience() throws IOException {
    var page = Files.readString(Path.of("../docs/manual/reading.md"));
    assertThat(page)
        .contains("    type: npm-registry\n    url: https://npm.acme.example\n")
        .containsPattern("    jfrog-oidc-provider-name: \\S+\n    audience: npm:npm.acme.example\n")
        .contains("    POST " + DEPENDABOT + "\n");
  }

  @Test
  void itsDoorRefusesWhatTheOtherRefuses() {
    var token = registry.github().sign(dependabot());
    assertThat(exchanged(asked(token)).problem()).isEqualTo("no-publisher");
    Trusting.add(alice, "@acme/*", READER);
    assertThat(exchanged(asked(token)).status()).isEqualTo(200);
    assertThat(exchanged(asked(token)).problem()).isEqualTo("replayed");
    assertThat(exchanged(asked("no.good.token")).problem())
        .isEqualTo(registry.with("no.good.token").post(READ, "").problem());
    var elsewhere = dependabot().audience("https://github.com/acme");
    SENTENCES.refused(exchanged(asked(registry.github().sign(elsewhere))), "audience");
    var stranger = GitHub.push("stranger/app", "ci.yml").audience(TestRegistry.AUDIENCE);
    assertThat(exchanged(asked(registry.github().sign(stranger))).problem())
        .isEqualTo("no-publisher");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "grant_type=urn:ietf:params:oauth:grant-type:token-exchange",
        "{\"grant_type\":\"client_credentials\",\"subject_token\":\"x\"}",
        "{\"grant_type\":[],\"subject_token_type\":{},\"subject_token\":7}",
      })
  void whatIsNoSuchExchangeIsRefused(String body) {
    assertThat(exchanged(body).problem()).isEqualTo("malformed-request");
  }
}

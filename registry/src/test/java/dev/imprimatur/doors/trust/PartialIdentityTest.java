package dev.imprimatur.doors.trust;

import static dev.imprimatur.doors.support.Trusting.github;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.Issuing;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.testkit.SigningKey;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a publisher is worth of whose project only a part of the ids is known. */
final class PartialIdentityTest {
  private static final String OLD_SERVER = "https://github.acme.example/_services/token";

  private final TestRegistry registry = TestRegistry.start();
  private final Issuing server =
      new Issuing("github", OLD_SERVER, SigningKey.rsa().withId("server-1"));
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("root", true);
    alice = registry.maintainerOf("rocket", "alice");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static JsonObject.Builder job(String repository) {
    var file = repository + "/.github/workflows/publish.yml@refs/heads/main";
    return JsonObject.with("repository", repository)
        .and("repository_owner", repository.substring(0, repository.indexOf('/')))
        .and("workflow_ref", file)
        .and("job_workflow_ref", file)
        .and("event_name", "push")
        .and("run_id", "7")
        .and("ref", "refs/heads/main")
        .and("ref_type", "branch")
        .and("jti", repository + System.nanoTime());
  }

  private Client.Answer exchange(JsonObject.Builder claims) {
    return registry.exchange("rocket", server.sign(claims.build()));
  }

  private JsonObject shown() {
    return Trusting.list(alice.get("/-/api/v1/publishers/rocket")).getFirst();
  }

  private String repository() {
    return shown().object("claims").orElseThrow().text("repository").orElseThrow();
  }

  /** An old server says whose a repository is, and not which one it is. */
  @Test
  @Covers("C201")
  void theOwnersOtherProjectsAreStrangers() {
    server.addTo(registry, "'mayLack':['repository_id'],");
    var publisher =
        github("acme/rocket").replace("'repository'", "'iss':'" + OLD_SERVER + "','repository'");
    Trusting.add(alice, "rocket", publisher);
    var first = exchange(job("acme/rocket").and("repository_owner_id", "70"));
    assertThat(first.status()).as(first.text()).isEqualTo(201);

    var other = exchange(job("acme/playground").and("repository_owner_id", "70"));
    assertThat(other.problem()).as(other.text()).isEqualTo("no-publisher");
    var withId = job("acme/playground").and("repository_owner_id", "70").and("repository_id", "9");
    assertThat(exchange(withId).problem()).isEqualTo("no-publisher");
    assertThat(repository()).isEqualTo("acme/rocket");
    assertThat(shown().object("pins").orElseThrow().has("repository_id")).isFalse();

    var taken = exchange(job("acme/rocket").and("repository_owner_id", "80"));
    assertThat(taken.problem()).as(taken.text()).isEqualTo("no-publisher");
    var again = exchange(job("acme/rocket").and("repository_owner_id", "70"));
    assertThat(again.status()).as(again.text()).isEqualTo(201);
  }

  /** Once its project is known by its own id, it is followed wherever its owner moves it. */
  @Test
  void whatIsLearntLaterIsKnownFromThenOn() {
    server.addTo(registry, "'mayLack':['repository_id'],");
    var publisher =
        github("acme/rocket").replace("'repository'", "'iss':'" + OLD_SERVER + "','repository'");
    Trusting.add(alice, "rocket", publisher);
    assertThat(exchange(job("acme/rocket").and("repository_owner_id", "70")).status())
        .isEqualTo(201);
    var known = job("acme/rocket").and("repository_owner_id", "70").and("repository_id", "7");
    assertThat(exchange(known).status()).isEqualTo(201);
    var renamed = job("acme/shuttle").and("repository_owner_id", "70").and("repository_id", "7");
    assertThat(exchange(renamed).status()).isEqualTo(201);
    assertThat(repository()).isEqualTo("acme/shuttle");
  }

  @Test
  @Covers("P202")
  void aPartOfTheIdsIsNotSaved() {
    for (var pins : new String[] {"'repository_owner_id':'70'", "'repository_id':'7'"}) {
      var body = "[" + Trusting.quoted(github("acme/rocket", "'pins':{" + pins + "}")) + "]";
      var refused = alice.post(Trusting.path("rocket"), body);
      assertThat(refused.problem()).as(refused.text()).isEqualTo("invalid-publisher");
      assertThat(refused.message())
          .contains("known all together or not at all; here they are repository_id and");
    }
    var said =
        registry
            .terminal()
            .run(
                ("trust add shuttle github --repository acme/rocket --file publish.yml --owner"
                        + " alice --id repository_owner_id=70")
                    .split(" ", -1));
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("known all together or not at all");
    var plan =
        "{\"packages\":{\"rocket\":{\"publishers\":["
            + Trusting.quoted(github("acme/rocket", "'pins':{'repository_id':'7'}"))
            + "]}}}";
    assertThat(alice.post("/-/api/v1/trust/plan", plan).problem()).isEqualTo("invalid-publisher");
    assertThat(Trusting.list(alice.get("/-/api/v1/publishers/rocket"))).isEmpty();
    Trusting.add(
        alice,
        "rocket",
        github("acme/rocket", "'pins':{'repository_id':'7','repository_owner_id':'70'}"));
  }

  /** Of many projects nothing is the same but whose they are. */
  @Test
  @Covers("P202")
  void manyProjectsAreKnownByTheirOwnerAlone() {
    assertThat(registry.terminal().run("org", "add", "acme", "--owner", "alice").exit()).isZero();
    var one = "'pins':{'repository_id':'7','repository_owner_id':'70'}";
    var refused =
        alice.post(Trusting.path("@acme/*"), "[" + Trusting.quoted(github("acme/*", one)) + "]");
    assertThat(refused.problem()).as(refused.text()).isEqualTo("invalid-publisher");
    Trusting.add(alice, "@acme/*", github("acme/*", "'pins':{'repository_owner_id':'70'}"));
  }
}

package dev.imprimatur.doors.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.Issuing;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.testkit.SigningKey;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A publisher of all projects of an owner, whose tokens say no id that tells one from the other: of
 * what is not known, nothing is proven.
 */
final class OneOfManyProjectsTest {
  private static final SigningKey KEY = SigningKey.rsa().withId("many-1");

  private static final Issuing FORGEJO =
      new Issuing("forgejo", "https://forge.acme.example/api/actions", KEY);

  private static final Issuing OLD_SERVER =
      new Issuing("github", "https://github.acme.example/_services/token", KEY);

  private static final Issuing OTHER = new Issuing("generic", "https://ci.acme.example", KEY);

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();
  private int runs;

  @BeforeEach
  void open() {
    registry.addUser("root", true);
    registry.addUser("alice", false);
    assertThat(registry.terminal().run("org", "add", "acme", "--owner", "alice").exit()).isZero();
    alice = registry.with(registry.session("alice"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private void trust(Issuing issuer, String members, String claims) {
    issuer.addTo(registry, members);
    var publisher =
        "{'type':'%s','claims':{'iss':'%s',%s}}".formatted(issuer.provider(), issuer.url(), claims);
    Trusting.add(alice, "@acme/*", publisher);
  }

  private void trustForgejo() {
    trust(
        FORGEJO,
        "",
        "'repository':'acme/*','workflow_ref':{'file':'.forgejo/workflows/publish.yml'}");
  }

  private JsonObject.Builder forgejo(String repository) {
    return job(repository)
        .and("workflow_ref", repository + "/.forgejo/workflows/publish.yml@refs/heads/main")
        .and("ref_protected", "true");
  }

  private JsonObject.Builder oldServer(String repository) {
    var file = repository + "/.github/workflows/publish.yml@refs/heads/main";
    return job(repository)
        .and("repository_owner", "acme")
        .and("repository_owner_id", "70")
        .and("workflow_ref", file)
        .and("job_workflow_ref", file)
        .and("jti", "run " + runs);
  }

  private JsonObject.Builder job(String repository) {
    return JsonObject.with("repository", repository)
        .and("event_name", "push")
        .and("run_id", Integer.toString(++runs))
        .and("ref", "refs/heads/main")
        .and("ref_type", "branch")
        .and("sha", "0123456789abcdef0123456789abcdef01234567");
  }

  private Client.Answer exchange(Issuing issuer, String name, JsonObject.Builder claims) {
    return registry.exchange(name, issuer.sign(claims.build()));
  }

  private void publish(Issuing issuer, String name, String version, JsonObject.Builder claims) {
    var minted = exchange(issuer, name, claims);
    assertThat(minted.status()).as(minted.text()).isEqualTo(201);
    var wanted = TestPackage.of(name, version);
    var writer = registry.with(minted.json().text("token").orElseThrow());
    var answer = writer.put(wanted.path(), wanted.document());
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  private String decision(String name) {
    var decisions = Trusting.list(alice.get(decisions(name)));
    assertThat(decisions).hasSize(1);
    return decisions.getFirst().text("id").orElseThrow();
  }

  private static String decisions(String name) {
    return "/-/api/v1/decisions/" + name.replace("/", "%2f");
  }

  @Test
  @OnPostgres
  @Covers("C205")
  void aPackageStaysWithTheProjectOfTheNameThatPublishedItFirst() {
    trustForgejo();
    publish(FORGEJO, "@acme/rocket", "1.0.0", forgejo("acme/rocket"));
    publish(FORGEJO, "@acme/shuttle", "1.0.0", forgejo("acme/shuttle"));

    var other = exchange(FORGEJO, "@acme/rocket", forgejo("acme/shuttle"));
    assertThat(other.problem()).as(other.text()).isEqualTo("identity-drift");
    assertThat(exchange(FORGEJO, "@acme/rocket", forgejo("evil/rocket")).problem())
        .isEqualTo("no-publisher");
    // Names have no case there, and the job is the same.
    publish(FORGEJO, "@acme/rocket", "1.1.0", forgejo("Acme/Rocket"));
  }

  /** An owner decides, and knows about whom. */
  @Test
  @Covers("C205")
  void anOwnerGivesItToAnotherProject() {
    trustForgejo();
    publish(FORGEJO, "@acme/rocket", "1.0.0", forgejo("acme/rocket"));
    exchange(FORGEJO, "@acme/rocket", forgejo("acme/shuttle"));
    var asked = Trusting.list(alice.get(decisions("@acme/rocket"))).getFirst();
    assertThat(asked.object("ids").orElseThrow().text("repository")).contains("acme/shuttle");
    var accept = decisions("@acme/rocket") + "/" + decision("@acme/rocket") + "/accept";
    assertThat(alice.post(accept, "").status()).isEqualTo(204);

    publish(FORGEJO, "@acme/rocket", "1.1.0", forgejo("acme/shuttle"));
    for (var repository : List.of("acme/rocket", "acme/third")) {
      assertThat(exchange(FORGEJO, "@acme/rocket", forgejo(repository)).problem())
          .as(repository)
          .isEqualTo("identity-drift");
    }
  }

  /** To say yes to one project that wants a package is not to say it to all. */
  @Test
  @Covers("C205")
  void aPackageThatWasThereIsGivenToOneOfThem() {
    var old = TestPackage.of("@acme/old", "1.0.0");
    var writer = registry.with(registry.token("alice", true));
    assertThat(writer.put(old.path(), old.document()).status()).isEqualTo(201);
    trustForgejo();
    assertThat(exchange(FORGEJO, "@acme/old", forgejo("acme/old")).problem()).isEqualTo("policy");
    var accept = decisions("@acme/old") + "/" + decision("@acme/old") + "/accept";
    assertThat(alice.post(accept, "").status()).isEqualTo(204);
    assertThat(exchange(FORGEJO, "@acme/old", forgejo("acme/third")).problem())
        .isEqualTo("identity-drift");
    publish(FORGEJO, "@acme/old", "1.1.0", forgejo("acme/old"));
  }

  /** Whose they are is known, and which of them it is is not, until a newer server says so. */
  @Test
  @Covers("C205")
  void whatATokenSaysLaterIsKnownFromThenOn() {
    trust(
        OLD_SERVER,
        "'mayLack':['repository_id'],",
        "'repository':'acme/*','workflow_ref':{'file':'publish.yml'}");
    publish(OLD_SERVER, "@acme/rocket", "1.0.0", oldServer("acme/rocket"));
    assertThat(exchange(OLD_SERVER, "@acme/rocket", oldServer("acme/shuttle")).problem())
        .isEqualTo("identity-drift");
    var withId = oldServer("acme/shuttle").and("repository_id", "8");
    assertThat(exchange(OLD_SERVER, "@acme/rocket", withId).problem()).isEqualTo("identity-drift");

    var same = oldServer("acme/rocket").and("repository_id", "7");
    publish(OLD_SERVER, "@acme/rocket", "1.1.0", same);
    var renamed = oldServer("acme/comet").and("repository_id", "7");
    publish(OLD_SERVER, "@acme/rocket", "1.2.0", renamed);
    var taken = oldServer("acme/rocket").and("repository_id", "9");
    assertThat(exchange(OLD_SERVER, "@acme/rocket", taken).problem()).isEqualTo("identity-drift");
  }

  @Test
  @Covers("C205")
  void soItIsWhereAnOperatorSaysWhatTellsJobsApart() {
    trust(OTHER, "'claims':{'names':['project']},", "'project':'acme/*'");
    publish(OTHER, "@acme/rocket", "1.0.0", generic("acme/rocket"));
    assertThat(exchange(OTHER, "@acme/rocket", generic("acme/shuttle")).problem())
        .isEqualTo("identity-drift");
    publish(OTHER, "@acme/shuttle", "1.0.0", generic("acme/shuttle"));
  }

  private JsonObject.Builder generic(String project) {
    return JsonObject.with("project", project).and("sub", "run " + ++runs);
  }

  /** Nothing is left to learn of it, and a new package may come at any time. */
  @Test
  void whoseOwnerIsKnownMayPublishNewPackagesForEver() {
    Trusting.add(
        alice, "@acme/*", Trusting.github("acme/*", "'pins':{'repository_owner_id':'70'}"));
    registry.clock().advance(Duration.ofDays(60));
    var late = registry.github().sign(TestRegistry.job("acme/late").repositoryOwnerId("70"));
    var minted = registry.exchange("@acme/late", late);
    assertThat(minted.status()).as(minted.text()).isEqualTo(201);
  }
}

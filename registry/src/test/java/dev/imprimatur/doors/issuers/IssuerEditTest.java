package dev.imprimatur.doors.issuers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.audit.Entry;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.GitLab;
import dev.imprimatur.testkit.ci.Workload;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.Terminal;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator changes about an issuer, and what is written down of it. */
final class IssuerEditTest {
  private static final String CLOUD = "https://gitlab.com";
  private static final String OWN = "https://ci-tokens.acme.example";
  private static final Workload PUSH = GitLab.push("acme/rocket");

  private final TestRegistry registry = TestRegistry.start();
  private final FakeIssuer cloud =
      FakeIssuer.startAs(GitLab.SYSTEM, CLOUD, registry.clock(), TestRegistry.KEY);
  private final FakeIssuer own =
      FakeIssuer.startAs(GitLab.SYSTEM, OWN, registry.clock(), TestRegistry.KEY);

  private Client root = registry.anyone();

  /** What the last command left in the log. */
  private @Nullable Entry last;

  @BeforeEach
  void open() throws IOException {
    registry.addUser("alice", false);
    registry.addUser("root", true);
    root = registry.with(registry.session("root"));
    Files.writeString(registry.folder().resolve("keys.json"), cloud.keySetJson());
  }

  @AfterEach
  void close() {
    cloud.close();
    own.close();
    registry.close();
  }

  private String keys() {
    return registry.folder().resolve("keys.json").toString();
  }

  private Terminal.Said run(String... words) {
    var said = registry.terminal().run(words);
    assertThat(said.exit()).as("%s%n%s", List.of(words), said.err()).isZero();
    last = registry.events().getLast();
    // Another process has changed it, which is seen within a second, or at once after a change
    // here.
    var seen = root.post("/-/api/v1/issuers/enable?url=" + CLOUD, "");
    assertThat(seen.status()).isEqualTo(204);
    return said;
  }

  private String refused(String... words) {
    var said = registry.terminal().run(words);
    assertThat(said.exit()).as(said.out()).isEqualTo(1);
    return said.err();
  }

  private void trust(String issuer) {
    var words = "trust add rocket gitlab --project acme/rocket --file .gitlab-ci.yml --owner alice";
    run((words + " --runner self-hosted --issuer " + issuer).split(" ", -1));
  }

  private Client.Answer exchange(FakeIssuer issuer, Workload job) {
    registry.clock().advance(Duration.ofSeconds(1));
    return registry.exchange("rocket", issuer.sign(job, TestRegistry.AUDIENCE));
  }

  private Entry last() {
    return Objects.requireNonNull(last);
  }

  private JsonObject fact(String name) {
    return last().facts().object(name).orElseThrow();
  }

  @Test
  @Covers("K201")
  void oneThatIsBuiltInIsGivenOtherTermsAndAnEventSaysWhich() {
    assertThat(
            refused(
                ("trust add rocket gitlab --project acme/rocket --file .gitlab-ci.yml"
                        + " --owner alice --runner self-hosted")
                    .split(" ", -1)))
        .contains("\"self-hosted\" is not allowed for the issuer " + CLOUD);
    var edited = run("issuer", "edit", CLOUD, "--self-hosted-runners", "--keys", keys());
    assertThat(edited.out()).contains(CLOUD, "built in", "self-hosted runners allowed");
    assertThat(last().kind()).isEqualTo(EventKind.ISSUER_EDITED);
    assertThat(last().actor()).isEqualTo("operator");
    assertThat(last().facts().text("issuer")).contains(CLOUD);
    assertThat(fact("before").truth("selfHostedRunners")).isFalse();
    assertThat(fact("after").truth("selfHostedRunners")).isTrue();
    assertThat(fact("after").truth("storedKeys")).isTrue();
    assertThat(last().facts().toString()).doesNotContain("\"kty\"");

    trust(CLOUD);
    var taken = exchange(cloud, PUSH.but(GitLab.selfHosted()));
    assertThat(taken.status()).as(taken.text()).isEqualTo(201);

    run("issuer", "edit", CLOUD, "--no-self-hosted-runners");
    assertThat(fact("after").truth("selfHostedRunners")).isFalse();
    assertThat(exchange(cloud, PUSH.but(GitLab.selfHosted())).problem()).isEqualTo("rule-mismatch");
  }

  @Test
  @Covers("K201")
  void theTermsOfOneThatIsAddedAreInItsEvent() {
    run("issuer", "add", "gitlab", OWN, "--keys", keys(), "--self-hosted-runners");
    assertThat(last().kind()).isEqualTo(EventKind.ISSUER_ADDED);
    assertThat(fact("terms").truth("selfHostedRunners")).isTrue();
    assertThat(fact("terms").truth("internal")).isFalse();
    assertThat(last().facts().toString()).doesNotContain("\"kty\"");
  }

  /** As whoever forgot a flag needs it: with publishers that know their jobs by it. */
  @Test
  void oneThatPublishersKnowIsChangedAndTheyStay() {
    run("issuer", "add", "gitlab", OWN, "--keys", keys());
    trust(OWN);
    var job = PUSH.but(GitLab.seenAt("https://acme.example/gitlab"));
    var elsewhere = exchange(own, job);
    assertThat(elsewhere.problem()).as(elsewhere.text()).isEqualTo("rule-mismatch");
    assertThat(elsewhere.message())
        .contains("takes its CI system to be at \"ci-tokens.acme.example\"")
        .contains("at \"acme.example/gitlab\", its operator has to say so (issuer edit --server)");
    assertThat(refused("issuer", "add", "gitlab", OWN, "--server", "https://acme.example/gitlab"))
        .isNotEmpty();

    var said = run("issuer", "edit", OWN, "--server", "https://acme.example/gitlab/");
    assertThat(said.out()).contains("at https://acme.example/gitlab").contains("1 trusted");
    var taken = exchange(own, job);
    assertThat(taken.status()).as(taken.text()).isEqualTo(201);
    assertThat(exchange(own, PUSH).problem()).isEqualTo("rule-mismatch");
    run("issuer", "edit", OWN, "--no-server");
    assertThat(exchange(own, job).problem()).isEqualTo("rule-mismatch");
  }

  @Test
  void whatIsNotSaidStaysAsItIs() {
    run("org", "add", "acme", "--owner", "alice");
    run("issuer", "add", "gitlab", OWN, "--keys", keys(), "--organization", "acme");
    run("issuer", "edit", OWN, "--api", "https://acme.example/api/v4/");
    assertThat(fact("after").text("api")).contains("https://acme.example/api/v4");
    assertThat(fact("after").get("organizations")).isEqualTo(fact("before").get("organizations"));
    assertThat(fact("after").truth("storedKeys")).isTrue();
    run("issuer", "edit", OWN, "--no-organization", "--no-api");
    assertThat(fact("after").has("api")).isFalse();
    assertThat(run("issuer", "list").out()).doesNotContain("for acme");
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThat(refused("issuer", "edit", "https://nobody.example", "--internal"))
        .contains("https://nobody.example");
    assertThat(refused("issuer", "edit", CLOUD, "--server", "gitlab.acme.example"))
        .contains("\"server\" is an address such as");
    assertThat(refused("issuer", "edit", CLOUD, "--names", "sub"))
        .contains("a gitlab issuer has rules of its own");
    assertThat(refused("issuer", "add", "kubernetes", "https://k.example", "--server", OWN))
        .contains("means nothing for a kubernetes issuer");
    run("issuer", "add", "generic", OWN, "--names", "job", "--keys", keys());
    run("trust", "add", "rocket", "generic", "--claim", "job=release", "--owner", "alice");
    assertThat(refused("issuer", "edit", OWN, "--names", "sub")).contains("1 trusted publisher");
    run("issuer", "edit", OWN, "--records", "run");
    assertThat(refused("issuer", "remove", CLOUD)).contains(CLOUD);
  }

  /** The built-in one is itself again only by other terms, and never goes. */
  @Test
  void oneThatIsBuiltInAndWasEditedIsNotRemoved() {
    run("issuer", "edit", CLOUD, "--self-hosted-runners");
    assertThat(refused("issuer", "remove", CLOUD)).contains(CLOUD);
    assertThat(run("issuer", "list").out()).contains(CLOUD, "self-hosted runners allowed");
    assertThat(refused("issuer", "add", "gitlab", CLOUD)).contains(CLOUD);
  }

  /** What stands in a file is changed in the file. */
  @Test
  void oneThatIsConfiguredStandsInItsFile() throws IOException {
    var file = registry.folder().resolve("imprimatur.yaml");
    Files.writeString(file, "issuers:\n  - provider: gitlab\n    url: " + OWN + "\n");
    assertThat(refused("issuer", "edit", OWN, "--internal", "--config", file.toString()))
        .contains("its terms stand in the configuration");
  }
}

package dev.imprimatur.doors.issuers;

import static dev.imprimatur.rules.Comparison.EXACT;
import static dev.imprimatur.rules.Provider.provider;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.Json;
import dev.imprimatur.rules.Claim;
import dev.imprimatur.rules.Names;
import dev.imprimatur.rules.Offers;
import dev.imprimatur.rules.Pins;
import dev.imprimatur.rules.Provider;
import dev.imprimatur.rules.Setting;
import dev.imprimatur.rules.Setting.Form;
import dev.imprimatur.shown.Shown;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.OwnCi;
import dev.imprimatur.testkit.ci.Workload;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.Surroundings;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A CI system that nobody has invented yet is one file, which here is this one, and one line, which
 * is that of {@link Surroundings#providers}.
 */
final class FurtherProviderTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final Form WORD = Form.of("[a-z]{1,20}", "it is a word in lower case");

  private static final Provider LOOM =
      provider("loom", "Loom")
          .signsWith("RS256")
          .lastsAtMost(Duration.ofMinutes(15))
          .givesEveryTokenAnId()
          .isAJobIf("shuttle_id", "thread")
          .rule(
              new Names(
                  Setting.text("cloth", "cloth", WORD, "--cloth").needed(),
                  Claim.text("cloth"),
                  EXACT))
          .pins(new Pins(List.of(Claim.text("cloth_id")), List.of(Claim.text("weaver_id"))))
          .rule(
              new Offers(
                  Setting.text("pattern", "pattern", WORD, "--pattern"),
                  Claim.text("pattern"),
                  EXACT))
          .records("thread")
          .ignores("sub")
          .isKnownBy("cloth")
          .shows(Shown.plain("Cloth", "cloth"), Shown.plain("Pattern", "pattern"))
          .build();

  private static final Workload JOB =
      OwnCi.job("anything")
          .audience(TestRegistry.AUDIENCE)
          .with("cloth", "rocket")
          .with("cloth_id", "7")
          .with("weaver_id", "70")
          .with("shuttle_id", "1")
          .with("thread", "12")
          .with("pattern", "stripes");

  private final TestRegistry registry = TestRegistry.with().providers(LOOM).start();
  private final FakeIssuer loom =
      FakeIssuer.start(OwnCi.SYSTEM, registry.clock(), TestRegistry.KEY);

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    run("issuer", "add", "loom", loom.issuer(), "--internal");
    run("trust add rocket loom --cloth rocket --pattern stripes --owner alice".split(" ", -1));
  }

  @AfterEach
  void close() {
    loom.close();
    registry.close();
  }

  private void run(String... words) {
    var said = registry.terminal().run(words);
    assertThat(said.exit()).as(said.err()).isZero();
  }

  private Client.Answer exchange(Workload job) {
    return registry.exchange("rocket", loom.sign(job));
  }

  @Test
  void itsJobPublishesAndEverythingSaysSo() {
    var minted = exchange(JOB);
    assertThat(minted.status()).as(minted.text()).isEqualTo(201);
    var token = minted.json().text("token").orElseThrow();
    var document = TestPackage.of("rocket", "1.0.0").document();
    assertThat(registry.with(token).put("/rocket", document).status()).isEqualTo(201);

    assertThat(registry.anyone().get("/rocket").text()).contains("\"_npmUser\"", "Loom");
    assertThat(registry.anyone().with("accept", "text/html").get("/rocket").text())
        .contains("Loom", "Pattern", "stripes");
    var alice = registry.with(registry.session("alice"));
    var trusted = Trusting.list(alice.get(Trusting.path("rocket"))).getFirst();
    assertThat(trusted.text("type")).contains("loom");
    assertThat(Json.text(trusted.object("claims").orElseThrow()))
        .contains("\"cloth\":\"rocket\"", "\"pattern\":\"stripes\"");
    assertThat(registry.terminal().run("trust", "list", "rocket").out()).contains("Loom");
    assertThat(registry.terminal().run("issuer", "list").out()).contains("Loom");
  }

  @Test
  void otherJobsOfItAreToldWhy() {
    assertThat(exchange(JOB).status()).isEqualTo(201);
    SENTENCES.check("another pattern", exchange(JOB.with("pattern", "dots")).message());
    assertThat(exchange(JOB.with("cloth_id", "8")).problem()).isEqualTo("identity-drift");
    SENTENCES.check("no thread", exchange(JOB.without("thread")).message());
    assertThat(
            exchange(JOB.with("cloth", "shuttle").with("cloth_id", "8").with("weaver_id", "1"))
                .problem())
        .isEqualTo("no-publisher");
  }

  @Test
  void itsFormIsItsOwn() {
    var said =
        registry
            .terminal()
            .run("trust", "add", "rocket", "loom", "--cloth", "A", "--owner", "alice");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("it is a word in lower case");
    assertThat(registry.terminal().run("trust", "add", "--help").out()).contains("--pattern");
  }

  /** A registry that does not know it says what it knows. */
  @Test
  void elsewhereItIsUnknown() {
    try (var other = TestRegistry.start()) {
      var said = other.terminal().run("issuer", "add", "loom", loom.issuer(), "--internal");
      assertThat(said.exit()).isEqualTo(1);
      assertThat(said.err()).contains("\"loom\" is no provider; there is github, gitlab");
    }
  }
}

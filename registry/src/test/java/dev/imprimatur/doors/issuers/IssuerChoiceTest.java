package dev.imprimatur.doors.issuers;

import static dev.imprimatur.doors.support.Trusting.github;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.Issuing;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.testkit.SigningKey;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which issuer a publisher means where its provider has several. */
final class IssuerChoiceTest {
  private static final String CLOUD = "https://token.actions.githubusercontent.com";
  private static final String SERVER = "https://github.acme.example/_services/token";
  private static final String OF_SERVER = "'iss':'" + SERVER + "'";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();
  private Client root = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("root", true);
    root = registry.with(registry.session("root"));
    alice = registry.maintainerOf("rocket", "alice");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private void addServer() {
    new Issuing("github", SERVER, SigningKey.rsa().withId("server-1")).addTo(registry, "");
  }

  private Client.Answer save(String publisher) {
    return alice.post(Trusting.path("rocket"), "[" + Trusting.quoted(publisher) + "]");
  }

  private static String plan(String publisher) {
    return "{\"packages\":{\"rocket\":{\"publishers\":[" + Trusting.quoted(publisher) + "]}}}";
  }

  /** Neither the built-in one is meant, nor one because it is configured or came last. */
  @Test
  @Covers("P201")
  void ofSeveralOneIsNamed() {
    addServer();
    var refused = save(github("acme/rocket"));
    assertThat(refused.problem()).as(refused.text()).isEqualTo("invalid-publisher");
    assertThat(refused.message())
        .contains("several issuers of GitHub Actions", CLOUD, SERVER, "\"iss\"", "--issuer");
    assertThat(alice.post("/-/api/v1/trust/plan", plan(github("acme/rocket"))).problem())
        .isEqualTo("invalid-publisher");
    var words = "trust add rocket github --repository acme/rocket --file publish.yml";
    var typed = registry.terminal().run(words.split(" ", -1));
    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.err()).contains(CLOUD, SERVER);
    assertThat(registry.rows("publisher")).isZero();

    var named = save(Trusting.claiming("acme/rocket", OF_SERVER));
    assertThat(named.status()).as(named.text()).isEqualTo(201);
    var both = registry.terminal().run((words + " --issuer " + CLOUD).split(" ", -1));
    assertThat(both.exit()).as(both.err()).isZero();
  }

  @Test
  @Covers("P201")
  void anIssuerThatIsNoTextIsNotPassedOver() {
    for (var iss : new String[] {"7", "['" + SERVER + "']", "null", "''"}) {
      var refused = save(Trusting.claiming("acme/rocket", "'iss':" + iss));
      assertThat(refused.problem()).as(iss).isEqualTo("invalid-publisher");
    }
  }

  /** Whoever has but an Enterprise Server switches github.com off, and npm's words are enough. */
  @Test
  void oneThatIsOffIsNotMeant() {
    addServer();
    assertThat(root.post("/-/api/v1/issuers/disable?url=" + CLOUD, "").status()).isEqualTo(204);
    var saved = save(github("acme/rocket"));
    assertThat(saved.status()).as(saved.text()).isEqualTo(201);
    assertThat(Trusting.list(alice.get("/-/api/v1/publishers/rocket")).getFirst().text("issuer"))
        .contains(SERVER);
  }

  @Test
  void whoIsMeantIsSeenWhereverAPublisherIs() {
    addServer();
    save(Trusting.claiming("acme/rocket", OF_SERVER));
    save(Trusting.claiming("acme/rocket", "'iss':'" + CLOUD + "'"));
    var listed = registry.terminal().run("trust", "list", "rocket").out().split("\n", -1);
    assertThat(listed[0]).contains("issuer " + SERVER);
    assertThat(listed[1]).contains("issuer " + CLOUD);
    var npm = Trusting.list(alice.get(Trusting.path("rocket")));
    assertThat(npm.getFirst().object("claims").orElseThrow().text("iss")).contains(SERVER);
    assertThat(npm.getLast().object("claims").orElseThrow().text("iss")).contains(CLOUD);
  }

  /** Also where there is but one today, as tomorrow there may be two. */
  @Test
  @Covers("P201")
  void aPlanSaysWhoIsMeantAndMeansTheSameForEver() {
    var planned = alice.post("/-/api/v1/trust/plan", plan(github("acme/rocket")));
    assertThat(planned.status()).as(planned.text()).isEqualTo(200);
    var wanted = planned.text().replaceFirst(".*\"wanted\":(\\{.*\\})\\}\\]\\}", "$1");
    assertThat(wanted).contains("\"iss\":\"" + CLOUD + "\"");

    addServer();
    var applied = alice.post("/-/api/v1/trust/apply", plan(wanted));
    assertThat(applied.status()).as(applied.text()).isEqualTo(200);
    assertThat(Trusting.list(alice.get("/-/api/v1/publishers/rocket")).getFirst().text("issuer"))
        .contains(CLOUD);
    assertThat(registry.terminal().runReading(plan(wanted), "trust", "plan", "-").out())
        .endsWith("0 of 1 are changed.\n");
  }

  @Test
  @Covers("P203")
  void aBlankAtAnEndIsRefusedAsNobodySeesIt() {
    for (var blank : new String[] {" ", "\u00a0", "\u2003", "\u3000"}) {
      for (var environment : new String[] {"npm" + blank, blank + "npm"}) {
        var refused = save(Trusting.claiming("acme/rocket", "'environment':'" + environment + "'"));
        assertThat(refused.problem()).as(refused.text()).isEqualTo("invalid-publisher");
        assertThat(refused.message()).contains("is not an environment: it has a blank at");
      }
    }
    assertThat(save(Trusting.claiming("acme/rocket", "'environment':'npm prod'")).status())
        .isEqualTo(201);
  }

  @Test
  void whatIsRefusedIsCalledByItsRightArticle() {
    assertThat(save(Trusting.claiming("acme/rocket", "'event_name':'workflow_run'")).message())
        .contains("\"workflow_run\" is not an event: it is one of");
    assertThat(save(github("acme")).message()).contains("\"acme\" is not a repository:");
  }
}

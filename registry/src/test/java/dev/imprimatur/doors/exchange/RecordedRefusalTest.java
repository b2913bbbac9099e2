package dev.imprimatur.doors.exchange;

import static dev.imprimatur.claimrules.Comparison.EXACT;
import static dev.imprimatur.rulebooks.Provider.provider;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.Entry;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.OptionalClaim;
import dev.imprimatur.claimrules.Pins;
import dev.imprimatur.claimrules.ProjectClaim;
import dev.imprimatur.claimrules.RequiredCondition;
import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.claimrules.Setting.Form;
import dev.imprimatur.claimrules.TokenPayload;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.OwnCi;
import dev.imprimatur.testkit.ci.Workload;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is written down of a refusal is the judgement that refused, also where everything is another
 * by then. Each judging looks at the tokens of a CI system that is made up here, and that is where
 * something can happen in between.
 */
@OnPostgres
final class RecordedRefusalTest {
  private static final Form WORD = Form.of("[a-z]{1,20}", "it is a word in lower case");

  /** What happens at the first judging, at the second, and so on. */
  private final Queue<Runnable> happenings = new ConcurrentLinkedQueue<>();

  private final AtomicInteger looks = new AtomicInteger();
  private volatile boolean holds = true;

  private final TestRegistry registry = TestRegistry.with().providers(loom()).start();
  private final FakeIssuer loom =
      FakeIssuer.start(OwnCi.SYSTEM, registry.clock(), TestRegistry.KEY);

  private final List<Thread> others = new ArrayList<>();

  private Provider loom() {
    return provider("loom", "Loom")
        .signsWith("RS256")
        .lastsAtMost(Duration.ofMinutes(15))
        .givesEveryTokenAnId()
        .isAJobIf("thread")
        .rule(
            new ProjectClaim(
                Setting.text("cloth", "cloth", WORD, "--cloth").needed(),
                Claim.text("cloth"),
                EXACT))
        .pins(new Pins(List.of(Claim.text("cloth_id")), List.of(Claim.text("weaver_id"))))
        .rule(
            new OptionalClaim(
                Setting.text("pattern", "pattern", WORD, "--pattern"),
                Claim.text("pattern"),
                EXACT))
        .rule(new RequiredCondition(Claim.text("thread"), "thread", this::look, "it is torn"))
        .ignores("sub")
        .isKnownBy("cloth")
        .build();
  }

  private boolean look(TokenPayload payload) {
    looks.incrementAndGet();
    var happening = happenings.poll();
    if (happening != null) {
      happening.run();
    }
    return holds;
  }

  private static Workload job() {
    return OwnCi.job("anything")
        .audience(TestRegistry.AUDIENCE)
        .with("cloth", "rocket")
        .with("cloth_id", "7")
        .with("weaver_id", "70")
        .with("thread", "12")
        .with("pattern", "stripes");
  }

  @BeforeEach
  void trust() {
    // Of a package that is there a job can be judged before the transaction.
    registry.maintainerOf("rocket", "alice");
    run("issuer", "add", "loom", loom.issuer(), "--internal");
    run("trust add rocket loom --cloth rocket --pattern stripes".split(" ", -1));
    // The first teaches the publisher its ids, and the second is judged by them.
    assertThat(exchange(job()).status()).isEqualTo(201);
    assertThat(exchange(job()).status()).isEqualTo(201);
    looks.set(0);
  }

  @AfterEach
  void close() throws InterruptedException {
    for (var other : others) {
      other.join();
    }
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

  /** Trusts another pattern from now on. */
  private void trustPattern(String pattern) {
    registry.sql(
        "UPDATE publisher SET settings = ?, changes = changes + 1",
        Json.text(JsonObject.with("cloth", "rocket").and("pattern", pattern).build()));
  }

  /** Does it as soon as the transaction that is under way has ended, and before any later one. */
  private void next(Runnable deed) {
    var other = Thread.ofPlatform().start(deed);
    others.add(other);
    while (other.isAlive() && other.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  private Entry lastRefusal() {
    return registry.events().stream()
        .filter(event -> event.kind() == EventKind.EXCHANGE_REFUSED)
        .toList()
        .getLast();
  }

  private static String rulesOf(Entry refusal) {
    return Json.text(
        refusal
            .facts()
            .object("verdict")
            .flatMap(verdict -> verdict.array("rules"))
            .orElse(new JsonArray(List.of())));
  }

  /** The line of a request, which is written when it is over; its sender cannot see when. */
  private String logged(Client.Answer answer) {
    var id = "request.id=" + answer.json().text("requestId").orElseThrow();
    while (true) {
      var line = registry.logged().stream().filter(each -> each.contains(id)).findFirst();
      if (line.isPresent()) {
        return line.get();
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void whatIsForeseenIsJudgedOnce() {
    holds = false;
    assertThat(exchange(job()).problem()).isEqualTo("rule-mismatch");
    assertThat(looks).hasValue(1);
  }

  @Test
  void whatHasChangedSinceIsJudgedOnceMore() {
    holds = false;
    happenings.add(() -> trustPattern("dots"));
    assertThat(exchange(job()).problem()).isEqualTo("rule-mismatch");
    assertThat(looks).hasValue(2);
    assertThat(rulesOf(lastRefusal())).contains("dots").doesNotContain("stripes\" or");
  }

  @Test
  void replyAndEventHoldTheVerdictThatRefusedAlthoughThePublisherAcceptsByThen() {
    // The second judging is the one that refuses, inside the transaction.
    happenings.add(() -> trustPattern("dots"));
    happenings.add(() -> next(() -> trustPattern("checks")));
    var refused = exchange(job().with("pattern", "checks"));
    var event = lastRefusal();
    assertThat(refused.message()).contains("its pattern is \"checks\"", "names \"dots\"");
    assertThat(refused.text()).contains(Json.text(event.facts().get("detail").orElseThrow()));
    assertThat(event.facts().text("problem")).contains(refused.problem());
    assertThat(rulesOf(event)).contains("\"expected\":\"\\\"dots\\\"\"");
    assertThat(logged(refused))
        .contains("problem=rule-mismatch", "verdict=\"same, but pattern\"")
        .contains("publisher.id=" + event.facts().text("publisher").orElseThrow());
    assertThat(exchange(job().with("pattern", "checks")).status()).isEqualTo(201);
  }

  @Test
  void nothingIsToBeDecidedOfAPublisherThatHasChangedSinceItRefused() {
    happenings.add(() -> trustPattern("dots"));
    happenings.add(() -> next(() -> trustPattern("stripes")));
    assertThat(exchange(job().with("cloth_id", "8")).problem()).isEqualTo("identity-drift");
    assertThat(lastRefusal().facts().object("verdict")).isPresent();
    assertThat(registry.rows("drift")).isZero();

    assertThat(exchange(job().with("cloth_id", "8")).problem()).isEqualTo("identity-drift");
    assertThat(registry.rows("drift")).isEqualTo(1);
  }

  @Test
  void aTokenToManageWithIsRefusedByAVerdictThatIsWrittenDownToo() {
    Trusting.add(
        registry.with(registry.session("alice")),
        "rocket",
        "{'type':'loom','claims':{'cloth':'rocket','pattern':'plaid'},"
            + "'permissions':['managePublishers']}");
    holds = false;
    var refused =
        registry
            .with(loom.sign(job().with("pattern", "plaid")))
            .post("/-/api/v1/oidc/manage-token/rocket", "");
    assertThat(refused.problem()).as(refused.text()).isEqualTo("rule-mismatch");
    assertThat(looks).hasValue(1);
    assertThat(refused.message()).contains("it is torn");
    assertThat(rulesOf(lastRefusal())).contains("it is torn", "plaid").doesNotContain("stripes");
    assertThat(lastRefusal().facts().text("publisher")).isPresent();
  }
}

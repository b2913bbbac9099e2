package dev.imprimatur.doors.people;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.access.SecondFactorMode;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import dev.imprimatur.wiring.TestSecondFactor;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** People with a second factor, and what they are asked for it. */
@OnPostgres
final class SecondFactorTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String ACCESS = "/-/package/rocket/access";
  private static final String TRUST = "/-/package/rocket/trust";

  private final TestRegistry registry = TestRegistry.with().secondFactorRequired().start();
  private TestSecondFactor factor;
  private Client alice;

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    alice = registry.with(registry.session("alice"));
    assertThat(publish(alice, "1.0.0").status()).isEqualTo(201);
    factor = registry.enrol("alice");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Client.Answer publish(Client client, String version) {
    return client.put("/rocket", TestPackage.of("rocket", version).document());
  }

  private Client with(String code) {
    return alice.with("npm-otp", code);
  }

  @Test
  void aWriteNeedsTheCodeOfNow() {
    var refused = publish(alice, "1.1.0");
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("www-authenticate")).hasValue("otp");
    assertThat(refused.text()).contains("one-time pass");
    SENTENCES.refused("nothing was shown", refused, "one-time-password-required");
    assertThat(publish(with(factor.code()), "1.1.0").status()).isEqualTo(201);
  }

  /** npm unpublish sends two writes, and a workspace many: all of them with what was typed once. */
  @Test
  @Covers("S28")
  void oneCodeIsGoodForOneTokenAlone() {
    var code = factor.code();
    assertThat(publish(with(code), "1.1.0").status()).isEqualTo(201);
    assertThat(publish(with(code), "1.2.0").status()).isEqualTo(201);
    var another = registry.with(registry.session("alice")).with("npm-otp", code);
    SENTENCES.refused(
        "in another session", publish(another, "1.3.0"), "one-time-password-required");
    registry.clock().advance(Duration.ofSeconds(61));
    assertThat(publish(with(code), "1.3.0").problem()).isEqualTo("one-time-password-required");
    assertThat(registry.events().getLast().kind()).isEqualTo(EventKind.SECOND_FACTOR_REFUSED);
  }

  @Test
  @Covers("S28")
  void aCodeIsNotTakenAfterALaterOne() {
    var earlier = factor.code();
    registry.clock().advance(Duration.ofSeconds(30));
    assertThat(publish(with(factor.code()), "1.1.0").status()).isEqualTo(201);
    assertThat(publish(with(earlier), "1.2.0").status()).isEqualTo(401);
  }

  @Test
  @Covers("S28")
  void anothersCodeIsNone() {
    registry.addUser("bob", false);
    var bobs = registry.enrol("bob");
    assertThat(publish(with(bobs.code()), "1.1.0").status()).isEqualTo(401);
    assertThat(publish(with(bobs.recoveryCodes().getFirst()), "1.1.0").status()).isEqualTo(401);
  }

  @Test
  @Covers("S28")
  void ofManyAtOnceOneSessionUsesACode() {
    var code = factor.code();
    var sessions =
        List.of(registry.session("alice"), registry.session("alice"), registry.session("alice"));
    var answers =
        AtOnce.all(
            IntStream.range(0, 3),
            i ->
                registry
                    .with(sessions.get(i))
                    .with("npm-otp", code)
                    .put("/-/package/rocket/dist-tags/next", "\"1.0.0\""));
    assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
  }

  @Test
  @Covers("S29")
  void guessingIsStopped() {
    for (int i = 0; i < 10; i++) {
      assertThat(publish(with("00000" + i), "1.1.0").status()).isEqualTo(401);
    }
    assertThat(publish(with(factor.code()), "1.1.0").problem()).isEqualTo("too-many-sign-ins");
    registry.clock().advance(Duration.ofMinutes(11));
    assertThat(publish(with(factor.code()), "1.1.0").status()).isEqualTo(201);
  }

  @Test
  void whoIsAskedForGovernanceAloneIsNotAskedToPublish() {
    registry.setMode("alice", SecondFactorMode.AUTH_ONLY);
    assertThat(publish(alice, "1.1.0").status()).isEqualTo(201);
    assertThat(restrict(alice).status()).isEqualTo(401);
  }

  private static Client.Answer restrict(Client client) {
    return client.post(ACCESS, "{\"access\":\"restricted\"}");
  }

  @Test
  @Covers("S30")
  void governanceHasAGraceOfFiveMinutesInItsSession() {
    assertThat(restrict(alice).status()).isEqualTo(401);
    assertThat(restrict(with(factor.code())).status()).isEqualTo(200);
    assertThat(trust(alice).status()).isEqualTo(201);
    assertThat(restrict(registry.with(registry.session("alice"))).status()).isEqualTo(401);
    assertThat(publish(alice, "1.1.0").status()).isEqualTo(401);
    registry.clock().advance(Duration.ofMinutes(5));
    assertThat(restrict(alice).status()).isEqualTo(401);
  }

  private static Client.Answer trust(Client client) {
    return client.post(TRUST, "[" + Trusting.quoted(github("acme/rocket")) + "]");
  }

  @Test
  void whoHasNoSecondFactorDecidesNothing() {
    registry.addUser("bob", false);
    var bob = registry.with(registry.session("bob"));
    var first = TestPackage.of("shuttle", "1.0.0");
    assertThat(bob.put(first.path(), first.document()).status()).isEqualTo(201);
    SENTENCES.refused(
        bob.post("/-/package/shuttle/access", "{\"access\":\"restricted\"}"),
        "second-factor-missing");
  }

  @Test
  void aStrangerIsNotAskedForTheirSecondFactor() {
    registry.addUser("bob", false);
    registry.enrol("bob");
    var bob = registry.with(registry.session("bob"));
    assertThat(restrict(bob).problem()).isEqualTo("not-allowed");
    assertThat(publish(bob, "1.1.0").problem()).isEqualTo("not-allowed");
  }

  @Test
  void aJobIsNeverAsked() {
    assertThat(trust(with(factor.code())).status()).isEqualTo(201);
    var token = registry.minted("rocket", job("acme/rocket"));
    assertThat(publish(registry.with(token), "1.1.0").status()).isEqualTo(201);
    var shown = registry.with(token).with("npm-otp", "123456");
    assertThat(shown.put("/-/package/rocket/dist-tags/next", "\"1.0.0\"").status()).isEqualTo(200);
  }

  /** npm stage publish could not answer, so it is never asked; whoever approves is. */
  @Test
  @Covers("S30")
  void stagingIsNotAskedForAndApprovingIsEachTime() {
    var staged =
        alice.post("/-/stage/package/rocket", TestPackage.of("rocket", "1.1.0").document());
    assertThat(staged.status()).isEqualTo(201);
    var approve = "/-/stage/" + staged.json().text("stageId").orElseThrow() + "/approve";
    assertThat(restrict(with(factor.code())).status()).isEqualTo(200);
    registry.clock().advance(Duration.ofSeconds(60));
    assertThat(alice.post(approve, "").problem()).isEqualTo("one-time-password-required");
    assertThat(with(factor.code()).post(approve, "").status()).isEqualTo(201);
  }

  @Test
  void oneCodeApprovesEverythingThatPnpmSendsWithIt() {
    var ids =
        IntStream.range(1, 4)
            .mapToObj(i ->
                alice.post(
                    "/-/stage/package/rocket", TestPackage.of("rocket", "2.0." + i).document()))
            .map(staged -> staged.json().text("stageId").orElseThrow())
            .toList();
    var code = factor.code();
    for (var id : ids) {
      assertThat(with(code).post("/-/stage/" + id + "/approve", "").status()).isEqualTo(201);
    }
    assertThat(registry.versions("rocket")).hasSize(4);
  }

  @Test
  void inABrowserOneIsAskedForOneThing() {
    var web = alice.with("npm-auth-type", "web").with("npm-command", "publish");
    var refused = publish(web, "1.1.0");
    Approved.check(
        "one-time-password-required",
        refused.status()
            + "\n"
            + refused
                .text()
                .replaceAll("[0-9a-f]{64}", "SECRET")
                .replaceAll("[0-9a-f-]{36}", "ID"));
    var page = refused.json().text("authUrl").orElseThrow();
    var done = local(refused.json().text("doneUrl").orElseThrow());
    var waiting = registry.anyone().get(done);
    assertThat(waiting.status()).isEqualTo(202);
    assertThat(waiting.header("retry-after")).hasValue("2");
    assertThat(registry.anyone().put(done, "\"1.1.0\"").status()).isEqualTo(202);
    assertThat(registry.anyone().delete(done).status()).isEqualTo(202);

    registry.approve(page, "alice");
    var code = registry.anyone().get(done).json().text("token").orElseThrow();
    assertThat(registry.anyone().get(done).problem()).isEqualTo("challenge-not-found");

    // For what was shown, by whoever asked, and for nothing else.
    assertThat(restrict(with(code)).status()).isEqualTo(401);
    var other = TestPackage.of("shuttle", "1.0.0");
    assertThat(with(code).put(other.path(), other.document()).status()).isEqualTo(401);
    var another = registry.with(registry.session("alice")).with("npm-otp", code);
    assertThat(publish(another, "1.1.0").status()).isEqualTo(401);
    assertThat(publish(with(code), "1.1.0").status()).isEqualTo(201);
    registry.clock().advance(Duration.ofMinutes(5));
    assertThat(publish(with(code), "1.2.0").status()).isEqualTo(401);
  }

  private static String local(String url) {
    return url.substring("http://registry.test".length());
  }

  @Test
  @Covers("S12")
  void anotherPersonCannotApprove() {
    registry.addUser("mallory", false);
    var refused = publish(alice.with("npm-auth-type", "web"), "1.1.0");
    var page = refused.json().text("authUrl").orElseThrow();
    assertThatThrownBy(() -> registry.approve(page, "mallory"))
        .hasMessageContaining("It is alice who is asked");
    assertThat(registry.anyone().get(local(refused.json().text("doneUrl").orElseThrow())).status())
        .isEqualTo(202);
  }

  @Test
  void aClientWithoutABrowserIsToldWhereACodeIsHad() {
    var refused = publish(alice, "1.1.0");
    assertThat(refused.json().has("authUrl")).isFalse();
    assertThat(refused.header("npm-notice").orElseThrow())
        .contains("open http://registry.test/-/auth/");
  }

  @Test
  void npmSignsInThroughABrowser() {
    var begun = registry.with("npm_stale").post("/-/v1/login", "{}");
    assertThat(begun.status()).isEqualTo(200);
    var done = local(begun.json().text("doneUrl").orElseThrow());
    assertThat(registry.anyone().get(done).status()).isEqualTo(202);
    registry.approve(begun.json().text("loginUrl").orElseThrow(), "alice");
    var token = registry.anyone().get(done).json().text("token").orElseThrow();
    assertThat(registry.with(token).get("/-/whoami").text()).contains("alice");
    assertThat(registry.anyone().get(done).status()).isEqualTo(404);
    assertThat(registry.logged()).noneMatch(line -> line.contains(token) || line.contains(done));
    assertThat(registry.anyone().get("/-/v1/done/" + "0".repeat(64)).status()).isEqualTo(404);
  }

  @Test
  void aSignInThatNobodyAnswersIsOver() {
    var begun = registry.anyone().post("/-/v1/login", "{}").json();
    registry.clock().advance(Duration.ofMinutes(5));
    var done = local(begun.text("doneUrl").orElseThrow());
    assertThat(registry.anyone().get(done).problem()).isEqualTo("challenge-not-found");
    registry.keepHouse();
    assertThat(registry.rows("challenge")).isZero();
  }

  @Test
  void signInsThatWaitAreBounded() {
    for (int i = 0; i < 50; i++) {
      assertThat(registry.anyone().post("/-/v1/login", "{}").status()).isEqualTo(200);
    }
    SENTENCES.refused(registry.anyone().post("/-/v1/login", "{}"), "too-many-challenges");
    // A code can be typed all the same.
    var refused = publish(alice.with("npm-auth-type", "web"), "1.1.0");
    assertThat(refused.problem()).isEqualTo("one-time-password-required");
    assertThat(publish(with(factor.code()), "1.1.0").status()).isEqualTo(201);
  }

  @Test
  void noSecretIsLogged() {
    var code = factor.code();
    publish(with(code), "1.1.0");
    var refused = publish(alice.with("npm-auth-type", "web"), "1.2.0").json();
    var page = refused.text("authUrl").orElseThrow();
    assertThat(registry.logged())
        .noneMatch(
            line -> line.contains(code) || line.contains(page.substring(page.length() - 64)));
  }
}

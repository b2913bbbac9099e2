package dev.imprimatur.doors.exchange;

import static dev.imprimatur.doors.support.Trusting.claiming;
import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Consent;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a token that was minted for a job may do, and what ends it. */
final class MintedTokenTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String EXCHANGE = "/-/npm/v1/oidc/token/exchange/package/rocket";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    var writer = registry.with(registry.user("alice"));
    assertThat(publish(writer, "1.0.0").status()).isEqualTo(201);
    alice = registry.with(registry.session("alice"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static Client.Answer publish(Client client, String version) {
    return client.put("/rocket", TestPackage.of("rocket", version).document());
  }

  private Client minted() {
    return minted(job("acme/rocket"), "");
  }

  private Client minted(JobClaims claims, String query) {
    var answer = registry.with(registry.github().sign(claims)).post(EXCHANGE + query, "");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return registry.with(answer.json().text("token").orElseThrow());
  }

  private void trust(String publisher) {
    Trusting.add(alice, "rocket", publisher);
  }

  @Test
  @Covers("R15")
  void itCanBeBoundToAVersion() {
    trust(github("acme/rocket"));
    var bound = minted(job("acme/rocket"), "?version=2.0.0");
    var refused = publish(bound, "2.0.1");
    assertThat(refused.status()).isEqualTo(403);
    SENTENCES.check(refused.message());
    assertThat(publish(bound, "2.0.0").status()).isEqualTo(201);
  }

  @Test
  @Covers({"R15", "A04"})
  void itCanBeBoundToATarball() throws NoSuchAlgorithmException {
    trust(github("acme/rocket"));
    var wanted = TestPackage.of("rocket", "2.0.0");
    var sha512 = MessageDigest.getInstance("SHA-512").digest(wanted.tarball());
    var integrity = new Integrity("sha512-" + Base64.getEncoder().encodeToString(sha512));
    var query = "?integrity=" + integrity.value().replace("+", "%2B").replace("/", "%2F");
    var bound = minted(job("acme/rocket"), query);
    var other = wanted.file("package/other.txt", "x");
    assertThat(bound.put("/rocket", other.document()).status()).isEqualTo(403);
    assertThat(bound.put("/rocket", wanted.document()).status()).isEqualTo(201);
  }

  @Test
  @Covers("A04")
  void itCanBeBoundToOneUse() {
    trust(github("acme/rocket"));
    var once = minted(job("acme/rocket"), "?uses=1");
    assertThat(publish(once, "2.0.0").status()).isEqualTo(201);
    assertThat(publish(once, "2.0.1").status()).isEqualTo(401);
    trust(claiming("acme/once", "'environment':'x'", "'token':{'minutes':5,'singleUse':true}"));
    var byTerms = minted(job("acme/once").environment("x"), "");
    assertThat(publish(byTerms, "3.0.0").status()).isEqualTo(201);
    assertThat(publish(byTerms, "3.0.1").status()).isEqualTo(401);
  }

  @Test
  @Covers("R16")
  void itLastsAsLongAsThePublisherSaysAndNotLonger() {
    trust(github("acme/rocket", "'token':{'minutes':2}"));
    var minted = minted();
    registry.clock().advance(Duration.ofSeconds(119));
    assertThat(minted.get("/-/whoami").status()).isEqualTo(200);
    registry.clock().advance(Duration.ofSeconds(1));
    SENTENCES.check(minted.get("/-/whoami").message());
  }

  @Test
  @Covers({"C29", "C31"})
  void theRefBindsTheVersion() {
    trust(claiming("acme/rocket", "'ref':['refs/tags/v{version}']"));
    var tag = job("acme/rocket").ref("refs/tags/v2.0.0");
    assertThat(publish(minted(tag, ""), "2.0.1").status()).isEqualTo(403);
    assertThat(publish(minted(tag, ""), "2.0.0").status()).isEqualTo(201);
    var idToken = registry.github().sign(tag);
    var contrary = registry.with(idToken).post(EXCHANGE + "?version=2.0.1", "");
    SENTENCES.refused("another version than the ref", contrary, "policy");
    var branch = registry.exchange("rocket", registry.github().sign(job("acme/rocket")));
    SENTENCES.refused("a branch", branch, "rule-mismatch");
  }

  @ParameterizedTest
  @OnPostgres
  @CsvSource({
    "createStagedPackage,403,403,403",
    "createPackage,201,200,403",
    "moveDistTag,403,200,403",
    "deprecatePackage,403,403,200",
  })
  void itMayDoWhatThePublisherMay(String permission, int publish, int tag, int deprecate) {
    trust(github("acme/rocket", "'permissions':['" + permission + "']"));
    var document =
        Trusting.quoted(
            "{'_id':'rocket','name':'rocket','versions':{'1.0.0':{'name':'rocket',"
                + "'version':'1.0.0','deprecated':'use 2'}}}");
    assertThat(minted().put("/-/package/rocket/dist-tags/next", "\"1.0.0\"").status())
        .isEqualTo(tag);
    assertThat(minted().put("/rocket", document).status()).isEqualTo(deprecate);
    assertThat(publish(minted(), "2.0.0").status()).isEqualTo(publish);
  }

  /** npm says what it was called for, so whoever may not publish need not pack first. */
  @Test
  void whoMayNotPublishIsToldBeforePacking() {
    trust(github("acme/rocket", "'permissions':['moveDistTag']"));
    var job = registry.with(registry.github().sign(job("acme/rocket")));
    var refused = job.with("npm-command", "publish").post(EXCHANGE, "");
    SENTENCES.refused(refused, "policy");
    // What was refused was not spent.
    assertThat(job.with("npm-command", "dist-tag").post(EXCHANGE, "").status()).isEqualTo(201);
  }

  @Test
  void itMovesTheDistTagsThatItMay() {
    trust(github("acme/rocket", "'distTags':['next','beta-*']"));
    var wanted = TestPackage.of("rocket", "2.0.0");
    SENTENCES.check(publish(minted(), "2.0.0").message());
    assertThat(minted().put("/rocket", wanted.tagged("next").document()).status()).isEqualTo(201);
    var tags = "/-/package/rocket/dist-tags/";
    assertThat(minted().put(tags + "beta-1", "\"2.0.0\"").status()).isEqualTo(200);
    assertThat(minted().put(tags + "latest", "\"2.0.0\"").status()).isEqualTo(403);
    assertThat(minted().delete(tags + "other").status()).isEqualTo(403);
  }

  @Test
  @Covers({"R17", "P15"})
  void itEndsWithAnEditOfItsPublisher() {
    var id = Trusting.add(alice, "rocket", github("acme/rocket"));
    var minted = minted();
    var edited =
        alice.put(Trusting.path("rocket") + "/" + id, Trusting.quoted(github("acme/rocket")));
    assertThat(edited.status()).as(edited.text()).isEqualTo(200);
    assertThat(publish(minted, "2.0.0").status()).isEqualTo(401);
    assertThat(publish(minted(), "2.0.0").status()).isEqualTo(201);
  }

  @Test
  @Covers("R17")
  void itRestsWhileItsPublisherIsPaused() {
    var id = Trusting.add(alice, "rocket", github("acme/rocket"));
    var minted = minted();
    var publisher = "/-/api/v1/publishers/rocket/" + id;
    assertThat(alice.post(publisher + "/pause", "").status()).isEqualTo(200);
    SENTENCES.check("a publish", publish(minted, "2.0.0").message());
    var refused = registry.exchange("rocket", registry.github().sign(job("acme/rocket")));
    SENTENCES.refused("an exchange", refused, "policy");
    assertThat(alice.post(publisher + "/resume", "").status()).isEqualTo(200);
    assertThat(publish(minted, "2.0.0").status()).isEqualTo(201);
  }

  @Test
  @Covers({"R17", "K23", "J43"})
  void itEndsWithItsIssuer() {
    trust(github("acme/rocket"));
    var minted = minted();
    var issuer = registry.github().issuer();
    assertThat(registry.terminal().run("issuer", "disable", issuer).exit()).isZero();
    SENTENCES.check("a publish", publish(minted, "2.0.0").message());
    var refused = registry.exchange("rocket", registry.github().sign(job("acme/rocket")));
    SENTENCES.refused("an exchange", refused, "issuer-unknown");
    assertThat(registry.terminal().run("issuer", "enable", issuer).exit()).isZero();
    assertThat(publish(minted, "2.0.0").status()).isEqualTo(201);
  }

  @Test
  @OnPostgres
  @Covers({"R17", "P04"})
  void itEndsWhenThePackageIsGivenAway() {
    trust(github("acme/rocket"));
    var minted = minted();
    registry.addUser("bob", false);
    var bob = registry.with(registry.session("bob"));
    assertThat(Consent.transferred(alice, "rocket", "bob", bob)).isEqualTo(200);
    assertThat(publish(minted, "2.0.0").status()).isEqualTo(401);
    assertThat(bob.get(Trusting.path("rocket")).text()).isEqualTo("[]");
    assertThat(alice.get(Trusting.path("rocket")).status()).isEqualTo(403);
  }

  @Test
  @Covers({"R17", "P03"})
  void itIsWorthNothingWhileNobodyOwnsThePackage() {
    trust(github("acme/rocket"));
    var minted = minted();
    registry.disable("alice");
    SENTENCES.check("a publish", publish(minted, "2.0.0").message());
    var refused = registry.exchange("rocket", registry.github().sign(job("acme/rocket")));
    SENTENCES.check("an exchange", refused.message());
  }

  @Test
  @Covers("R20")
  void whoeverHoldsItCanEndIt() {
    trust(github("acme/rocket"));
    var answer = registry.exchange("rocket", registry.github().sign(job("acme/rocket")));
    var text = answer.json().text("token").orElseThrow();
    assertThat(registry.with(text).delete("/-/user/token/" + text).status()).isEqualTo(200);
    assertThat(registry.with(text).get("/-/whoami").status()).isEqualTo(401);
    assertThat(registry.events().getLast().kind()).isEqualTo(EventKind.TOKEN_REVOKED);
  }

  @Test
  @Covers({"R20", "R21"})
  void whoeverFindsItCanEndIt() {
    trust(github("acme/rocket"));
    var found = registry.minted("rocket", job("acme/rocket"));
    var path = "/-/api/v1/tokens/report";
    var guessed = found.substring(0, found.length() - 1) + (found.endsWith("a") ? "b" : "a");
    assertThat(registry.anyone().post(path, "{\"token\":\"" + guessed + "\"}").status())
        .isEqualTo(204);
    assertThat(registry.with(found).get("/-/whoami").status()).isEqualTo(200);
    assertThat(registry.anyone().post(path, "{\"token\":\"" + found + "\"}").status())
        .isEqualTo(204);
    assertThat(registry.with(found).get("/-/whoami").status()).isEqualTo(401);
    assertThat(registry.events().getLast().kind()).isEqualTo(EventKind.TOKEN_REPORTED);
    assertThat(registry.logged()).noneMatch(line -> line.contains(found));
  }
}

package dev.imprimatur.doors.publish;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.Json;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Packages that nobody writes to but trusted publishers. */
final class LockTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String LOCK = "/-/api/v1/publishing/@acme%2frocket";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();
  private Client writer = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("alice", true);
    registry.addUser("bob", false);
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    registry.terminal().run("org", "member", "acme", "bob");
    alice = registry.with(registry.session("alice"));
    writer = registry.with(registry.token("bob", true));
    assertThat(publish(writer, "1.0.0").status()).isEqualTo(201);
    Trusting.add(alice, "@acme/rocket", github("acme/rocket"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static Client.Answer publish(Client client, String version) {
    var wanted = TestPackage.of("@acme/rocket", version);
    return client.put(wanted.path(), wanted.document());
  }

  private Client minted() {
    return registry.with(registry.minted("@acme/rocket", job("acme/rocket")));
  }

  private void lock(String path) {
    var answer = alice.put(path, "{\"trustedOnly\":true}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  @Test
  void everyWriteOfAPersonIsRefused() {
    lock(LOCK);
    var deprecation =
        Trusting.quoted(
            "{'_id':'@acme/rocket','name':'@acme/rocket','versions':{'1.0.0':"
                + "{'name':'@acme/rocket','version':'1.0.0','deprecated':'no'}}}");
    assertRefused(publish(writer, "1.1.0"));
    assertRefused(publish(alice, "1.1.0"));
    assertRefused(writer.put("/@acme%2frocket", deprecation));
    assertRefused(writer.put("/-/package/@acme%2frocket/dist-tags/next", "\"1.0.0\""));
    assertRefused(writer.delete("/-/package/@acme%2frocket/dist-tags/latest"));
    assertThat(registry.versions("@acme/rocket")).hasSize(1);

    assertThat(publish(minted(), "1.1.0").status()).isEqualTo(201);
    // It is not closed to those who decide about it.
    assertThat(alice.put(LOCK, "{\"trustedOnly\":false}").status()).isEqualTo(200);
    assertThat(publish(writer, "1.2.0").status()).isEqualTo(201);
  }

  private static void assertRefused(Client.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
    assertThat(answer.problem()).isEqualTo("not-allowed");
    assertThat(answer.message())
        .startsWith("Only trusted publishers may write to @acme/rocket since ");
  }

  @Test
  void aWholeScopeIsClosedAtOnceAndNamesThatAreFreeWithIt() {
    lock("/-/api/v1/publishing/@acme%2f*");
    assertRefused(publish(writer, "1.1.0"));
    var another = TestPackage.of("@acme/new", "1.0.0");
    assertThat(writer.put(another.path(), another.document()).status()).isEqualTo(403);
    Trusting.add(alice, "@acme/new", github("acme/new"));
    var minted = registry.with(registry.minted("@acme/new", job("acme/new")));
    assertThat(minted.put(another.path(), another.document()).status()).isEqualTo(201);
    // A package of its own says nothing else, and cannot be opened while the scope is closed.
    assertThat(alice.put(LOCK, "{\"trustedOnly\":false}").status()).isEqualTo(200);
    assertRefused(publish(writer, "1.1.0"));
  }

  /** It would be kept, and somebody would believe that it closes something. */
  @Test
  void aPartOfAScopeIsNotClosedAndThatIsSaid() {
    var answer = alice.put("/-/api/v1/publishing/@acme%2frock*", "{\"trustedOnly\":true}");
    assertThat(answer.status()).isEqualTo(400);
    SENTENCES.refused("a request", answer, "invalid-name");
    var said = registry.terminal().run("package", "lock", "@acme/rock*");
    assertThat(said.exit()).isNotZero();
    SENTENCES.check("a command", said.err());
    assertThat(publish(writer, "1.1.0").status()).isEqualTo(201);
  }

  @Test
  void theTokensThatCouldPublishItAreNamedAndNotTold() {
    var elsewhere = registry.token("bob", true, "@other/*");
    var reading = registry.token("bob", false);
    var answer = alice.get(LOCK);
    var tokens = answer.json().array("tokens").orElseThrow().items();
    assertThat(tokens).hasSize(2);
    assertThat(answer.text())
        .contains("\"user\":\"bob\"", "\"kind\":\"granular\"", "\"kind\":\"session\"")
        .doesNotContain(elsewhere.substring(elsewhere.length() - 4) + "\"")
        .doesNotContain(reading.substring(reading.length() - 4) + "\"");

    var said = registry.terminal().run("package", "lock", "@acme/*");
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out())
        .startsWith("Only trusted publishers write to @acme/* from now on.\nThese tokens could")
        .contains("bob");
    var again = registry.terminal().run("package", "unlock", "@acme/*");
    SENTENCES.check("unlocked", again.out());
    assertThat(publish(writer, "1.1.0").status()).isEqualTo(201);
  }

  /** {@code npm access set mfa=publish|automation|none}. */
  @Test
  void npmSaysWhoWritesToItAndIsToldWhatThatMeans() {
    var access = "/-/package/@acme%2frocket/access";
    var only = alice.post(access, "{\"publish_requires_tfa\":true}");
    assertThat(only.status()).isEqualTo(200);
    SENTENCES.check("publish", only.header("npm-notice").orElseThrow());
    assertThat(writers()).isEqualTo("second-factor");
    assertThat(seen(access)).isEqualTo("true, false");
    SENTENCES.check("a token, then", publish(writer, "1.1.0").message());
    assertThat(publish(minted(), "1.1.0").status()).isEqualTo(201);

    var both = "{\"publish_requires_tfa\":true,\"automation_token_overrides_tfa\":%s}";
    var automation = alice.post(access, both.formatted("true"));
    assertThat(automation.status()).isEqualTo(200);
    SENTENCES.check("automation", automation.header("npm-notice").orElseThrow());
    assertThat(writers()).isEqualTo("second-factor-or-token");
    assertThat(seen(access)).isEqualTo("true, true");
    assertThat(publish(writer, "1.2.0").status()).isIn(401, 403);
    assertThat(alice.post(access, both.formatted("false")).status()).isEqualTo(200);
    assertThat(writers()).isEqualTo("second-factor");

    var none = alice.post(access, "{\"publish_requires_tfa\":false}");
    SENTENCES.check("none", none.header("npm-notice").orElseThrow());
    assertThat(writers()).isEqualTo("open");
    assertThat(seen(access)).isEqualTo("false, false");
    assertThat(publish(writer, "1.2.0").status()).isEqualTo(201);
    assertThat(alice.post(access, "{\"publish_requires_tfa\":\"yes\"}").problem())
        .isEqualTo("malformed-request");
  }

  /** What {@code pnpm access get status} reads: the two members that were set. */
  private String seen(String access) {
    var status = alice.get(access).json();
    return "%s, %s"
        .formatted(
            Json.text(status.get("publish_requires_tfa").orElseThrow()),
            Json.text(status.get("automation_token_overrides_tfa").orElseThrow()));
  }

  private String writers() {
    return alice.get(LOCK).json().text("writers").orElseThrow();
  }

  /** What npm's command does not mention stays as it is. */
  @Test
  void oneRestrictionIsChangedWithoutTheOthers() {
    var all =
        Trusting.quoted(
            "{'writers':'open','ownOnly':true,'stagedOnly':true,'fourEyes':true,"
                + "'approvers':['bob','alice']}");
    var set = alice.put(LOCK, all);
    assertThat(set.status()).as(set.text()).isEqualTo(200);
    Approved.check("publishing-access", Json.text(set.json().without("tokens"::equals)));
    alice.post("/-/package/@acme%2frocket/access", "{\"publish_requires_tfa\":true}");
    registry.terminal().run("package", "lock", "@acme/rocket", "--own-only");
    assertThat(alice.get(LOCK).text())
        .contains("\"trustedOnly\":true", "\"stagedOnly\":true", "\"fourEyes\":true", "bob");
    assertThat(loosened()).containsExactly(false, false, false);
    alice.put(LOCK, "{}");
    assertThat(loosened()).containsExactly(false, false, false, true);
  }

  private List<Boolean> loosened() {
    return registry.events().stream()
        .filter(event -> event.kind() == EventKind.PUBLISHING_ACCESS_CHANGED)
        .map(event -> event.facts().truth("loosened"))
        .toList();
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    for (var body :
        List.of(
            "{'writers':'everybody'}",
            "{'writers':7}",
            "{'writers':'open','trustedOnly':true}",
            "{'approvers':'bob'}",
            "{'approvers':[7]}",
            "{'stagedOnly':'yes'}")) {
      assertThat(alice.put(LOCK, Trusting.quoted(body)).problem()).isEqualTo("malformed-request");
    }
    SENTENCES.check(
        "nobody's name", alice.put(LOCK, Trusting.quoted("{'approvers':['nobody']}")).message());
    assertThat(publish(writer, "1.1.0").status()).isEqualTo(201);
  }

  /** Nobody publishes past the person who approves, neither a token nor a job. */
  @Test
  void whereEveryVersionIsStagedNoneIsPublished() {
    registry.terminal().run("package", "access", "@acme/*", "--staged-only");
    for (var client : List.of(writer, alice, minted())) {
      var refused = publish(client, "1.1.0");
      assertThat(refused.status()).isEqualTo(403);
      SENTENCES.refused("a publish", refused, "staged-only");
    }
    var next = TestPackage.of("@acme/rocket", "1.1.0");
    var staged = writer.post("/-/stage/package" + next.path(), next.document());
    var id = staged.json().text("stageId").orElseThrow();
    assertThat(alice.post("/-/stage/" + id + "/approve", "").status()).isEqualTo(201);
    var tag = writer.put("/-/package/@acme%2frocket/dist-tags/next", "\"1.0.0\"");
    assertThat(tag.status()).isEqualTo(200);
  }

  @Test
  void onlyWhoDecidesAboutItClosesIt() {
    var bob = registry.with(registry.session("bob"));
    var body = "{\"trustedOnly\":true}";
    assertThat(bob.put("/-/api/v1/publishing/@acme%2f*", body).status()).isEqualTo(403);
    assertThat(writer.put(LOCK, body).status()).isEqualTo(403);
    assertThat(minted().put(LOCK, body).status()).isEqualTo(403);
    assertThat(registry.anyone().put(LOCK, body).status()).isEqualTo(401);
    assertThat(alice.put(LOCK, "[]").problem()).isEqualTo("malformed-request");
    assertThat(publish(writer, "1.1.0").status()).isEqualTo(201);
  }

  @Test
  void aTokenPublishDespiteTrustIsNoted() {
    assertThat(publish(writer, "1.1.0").status()).isEqualTo(201);
    assertThat(registry.events().getLast().facts().toString()).contains("despiteTrust");
    var first = registry.events().stream().filter(e -> e.kind() == EventKind.VERSION_PUBLISHED);
    assertThat(first.findFirst().orElseThrow().facts().toString())
        .doesNotContain("espiteTrust=true");
  }
}

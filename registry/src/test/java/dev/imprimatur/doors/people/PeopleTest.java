package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People, with passwords and tokens. */
@OnPostgres
final class PeopleTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private final TestRegistry registry = TestRegistry.start();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void aPersonSignsInAndOut() {
    var answer = signIn("alice", TestRegistry.password());
    assertThat(answer.status()).isEqualTo(201);
    var token = answer.json().text("token").orElseThrow();
    var alice = registry.with(token);
    assertThat(alice.get("/-/whoami").text()).isEqualTo("{\"username\":\"alice\"}");
    assertThat(alice.delete("/-/user/token/" + token).status()).isEqualTo(200);
    var after = alice.get("/-/whoami");
    assertThat(after.status()).isEqualTo(401);
    assertThat(registry.logged()).noneMatch(line -> line.contains(token));
    assertThat(registry.events()).hasSize(2);
  }

  @Test
  void aSessionEnds() {
    var alice = registry.with(registry.session("alice"));
    registry.clock().advance(Duration.ofHours(12).minusSeconds(1));
    assertThat(alice.get("/-/whoami").status()).isEqualTo(200);
    registry.clock().advance(Duration.ofSeconds(1));
    SENTENCES.check("while it is remembered", alice.get("/-/whoami").message());
    registry.clock().advance(Duration.ofDays(31));
    registry.keepHouse();
    assertThat(registry.rows("token")).isZero();
    SENTENCES.check("afterwards", alice.get("/-/whoami").message());
  }

  @Test
  void aStaleTokenDoesNotKeepAnybodyFromSigningIn() {
    var stale = registry.with("npm_stale");
    assertThat(
            stale
                .put("/-/user/org.couchdb.user:alice", body("alice", TestRegistry.password()))
                .status())
        .isEqualTo(201);
  }

  @Test
  void whoDoesNotExistAndWhoIsWrongAreToldTheSame() {
    var wrong = signIn("alice", "wrong password");
    var unknown = signIn("nobody", "wrong password");
    var impossible = signIn("No Body", "wrong password");
    assertThat(wrong.status()).isEqualTo(401);
    SENTENCES.check(wrong.message());
    assertThat(unknown.message()).isEqualTo(wrong.message());
    assertThat(impossible.message()).isEqualTo(wrong.message());
  }

  @Test
  void guessingIsStopped() {
    for (int i = 0; i < 10; i++) {
      assertThat(signIn("alice", "guess number " + i).status()).isEqualTo(401);
    }
    var right = signIn("alice", TestRegistry.password());
    assertThat(right.problem()).isEqualTo("too-many-sign-ins");
    // npm shows it at once; on a 429 it would try again by itself, for 70 seconds.
    assertThat(right.status()).isEqualTo(403);
    assertThat(right.header("retry-after")).isPresent();
    registry.addUser("bob", false);
    assertThat(signIn("bob", TestRegistry.password()).status()).isEqualTo(201);
    registry.clock().advance(Duration.ofMinutes(11));
    assertThat(signIn("alice", TestRegistry.password()).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"name\":\"bob\",\"password\":\"x\"}",
        "{\"name\":\"alice\"",
        "{\"name\":[\"alice\"]}",
      })
  void anOddSignInIsRefused(String body) {
    var answer = registry.anyone().put("/-/user/org.couchdb.user:alice", body);
    assertThat(answer.status()).isIn(400, 401);
  }

  @Test
  void whoIsDisabledMayDoNothing() {
    var token = registry.token("alice", true);
    var session = registry.session("alice");
    registry.disable("alice");
    assertThat(registry.with(token).get("/-/whoami").status()).isEqualTo(401);
    assertThat(registry.with(session).get("/-/whoami").status()).isEqualTo(401);
    assertThat(signIn("alice", TestRegistry.password()).status()).isEqualTo(401);
    var publish = registry.with(token).put("/rocket", TestPackage.of("rocket", "1.0.0").document());
    assertThat(publish.status()).isEqualTo(401);
  }

  @Test
  void nobodySignsOutSomebodyElse() {
    registry.addUser("bob", false);
    var alices = registry.session("alice");
    var bob = registry.with(registry.session("bob"));
    assertThat(bob.delete("/-/user/token/" + alices).status()).isEqualTo(200);
    assertThat(registry.with(alices).get("/-/whoami").status()).isEqualTo(200);
  }

  /** Nobody's user agent is a number that we can count to. */
  @Test
  void anNpmOfNoVersionIsToldTheSame() {
    var far = "npm/99999999999999999999.1.1 node/v24 linux x64 ci/github-actions";
    var answer = registry.anyone().with("user-agent", far).put("/rocket", "{}");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.message()).contains("id-token: write");
  }

  @Test
  void aWriteWithoutACredentialIsToldWhatIsMissing() {
    var plain = registry.anyone();
    var inCi = plain.with("user-agent", "npm/11.6.0 node/v24 linux x64 ci/github-actions");
    var oldNpm = plain.with("user-agent", "npm/10.9.0 node/v22 linux x64 ci/github-actions");
    var gitlab = plain.with("user-agent", "npm/11.6.0 node/v24 linux x64 ci/gitlab-ci");
    var unset = inCi.with("authorization", "Bearer ${NODE_AUTH_TOKEN}");
    var placeholder = inCi.with("authorization", "Bearer XXXXX-XXXXX-XXXXX-XXXXX");
    var basic = inCi.with("authorization", "Basic YTpi");
    var mistyped = registry.with("npm_imp" + "x".repeat(37));
    told("a person", plain);
    told("a job of GitHub", inCi);
    told("a job of GitHub with an npm that is too old", oldNpm);
    told("a job of GitLab", gitlab);
    told("a variable that was not set", unset);
    told("what setup-node writes", placeholder);
    told("a password", basic);
    told("a token with a wrong letter", mistyped);
  }

  private static void told(String who, Client client) {
    var document = TestPackage.of("rocket", "1.0.0").document();
    SENTENCES.check(who, client.put("/rocket", document).message());
  }

  @Test
  void visibilityIsSetByAnOwnerWhoSignedIn() {
    var writer = registry.with(registry.token("alice", true));
    assertThat(writer.put("/rocket", TestPackage.of("rocket", "1.0.0").document()).status())
        .isEqualTo(201);
    var path = "/-/package/rocket/access";
    assertThat(writer.post(path, "{\"access\":\"restricted\"}").status()).isEqualTo(403);
    var session = registry.with(registry.session("alice"));
    assertThat(session.post(path, "{\"access\":\"restricted\"}").status()).isEqualTo(200);
    assertThat(registry.anyone().get("/rocket").status()).isEqualTo(404);
    assertThat(session.post(path, "{\"access\":\"public\"}").status()).isEqualTo(200);
    assertThat(registry.anyone().get("/rocket").status()).isEqualTo(200);
    assertThat(session.post(path, "{\"access\":\"everybody\"}").problem())
        .isEqualTo("malformed-request");
    assertThat(session.post(path, "[]").status()).isEqualTo(400);
  }

  @Test
  void distTagsAreMovedAndRemoved() {
    var alice = registry.with(registry.token("alice", true));
    alice.put("/rocket", TestPackage.of("rocket", "1.0.0").document());
    alice.put("/rocket", TestPackage.of("rocket", "2.0.0").document());
    var tags = "/-/package/rocket/dist-tags/";
    assertThat(alice.put(tags + "stable", "\"1.0.0\"").status()).isEqualTo(200);
    assertThat(registry.anyone().get("/-/package/rocket/dist-tags").text())
        .isEqualTo("{\"latest\":\"2.0.0\",\"stable\":\"1.0.0\"}");
    assertThat(alice.put(tags + "latest", "\"1.0.0\"").status()).isEqualTo(200);
    assertThat(alice.put(tags + "stable", "\"3.0.0\"").status()).isEqualTo(404);
    assertThat(alice.put(tags + "1.x", "\"1.0.0\"").problem()).isEqualTo("invalid-tag");
    assertThat(alice.put(tags + "stable", "1.0.0").status()).isEqualTo(400);
    assertThat(alice.put(tags + "stable", "{}").status()).isEqualTo(400);
    assertThat(alice.delete(tags + "latest").problem()).isEqualTo("tag-protected");
    assertThat(alice.delete(tags + "stable").status()).isEqualTo(200);
    assertThat(alice.delete(tags + "stable").status()).isEqualTo(404);
    assertThat(registry.anyone().put(tags + "stable", "\"1.0.0\"").status()).isEqualTo(401);
    assertThat(alice.put("/-/package/nothing/dist-tags/next", "\"1.0.0\"").status()).isEqualTo(404);
    assertThat(registry.events().getLast().kind()).isEqualTo(EventKind.DIST_TAG_REMOVED);
  }

  private Client.Answer signIn(String user, String password) {
    return registry
        .anyone()
        .put("/-/user/org.couchdb.user:" + user.replace(" ", "%20"), body(user, password));
  }

  private static String body(String user, String password) {
    return "{\"_id\":\"org.couchdb.user:%s\",\"name\":\"%s\",\"password\":\"%s\",\"type\":\"user\"}"
        .formatted(user, user, password);
  }
}

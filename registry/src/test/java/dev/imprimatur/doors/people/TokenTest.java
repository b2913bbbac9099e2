package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.addresses.AddressRange;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.tokens.TokenPermission;
import dev.imprimatur.tokens.TokenTerms;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Granular tokens: as {@code npm token} makes and lists them, and what each of them may do. */
@OnPostgres
final class TokenTest {
  private static final String TOKENS = "/-/npm/v1/tokens";

  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private final TestRegistry registry = TestRegistry.start();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    registry.addUser("mallory", false);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Client alice() {
    return registry.with(registry.session("alice"));
  }

  /** Asks for a token as npm does, which sends the password along. */
  private Client.Answer create(String members) {
    return alice()
        .post(
            TOKENS,
            "{'password':'%s',%s}".replace('\'', '"').formatted(TestRegistry.password(), members));
  }

  private static String quoted(String members) {
    return members.replace('\'', '"');
  }

  private static List<JsonObject> objects(Client.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().array("objects").orElse(JsonArray.EMPTY).items().stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  @Test
  @Covers("A524")
  void aWrongPasswordMakesNone() {
    var wrong =
        alice()
            .post(TOKENS, quoted("{'password':'wrong password','name':'ci','packages_all':true}"));
    SENTENCES.refused(wrong, "wrong-password");
    assertThat(registry.events())
        .extracting(each -> each.kind())
        .contains(EventKind.SIGN_IN_REFUSED);
    for (int i = 0; i < 9; i++) {
      alice().post(TOKENS, quoted("{'password':'wrong','name':'ci','packages_all':true}"));
    }
    // Whoever found a session guesses no longer than whoever did not.
    assertThat(create(quoted("'name':'ci','packages_all':true")).problem())
        .isEqualTo("too-many-sign-ins");
  }

  @Test
  void theListIsShownPageByPage() {
    for (int i = 0; i < 5; i++) {
      registry.token("alice", true);
    }
    registry.token("mallory", true);
    var first = alice().get(TOKENS + "?perPage=2");
    assertThat(objects(first)).hasSize(2);
    assertThat(first.text()).contains("\"total\":5");
    var next = first.json().object("urls").flatMap(urls -> urls.text("next")).orElseThrow();
    assertThat(next).isEqualTo("http://registry.test/-/npm/v1/tokens?page=1&perPage=2");
    var last = alice().get(TOKENS + "?page=2&perPage=2");
    assertThat(objects(last)).hasSize(1);
    assertThat(last.json().object("urls").orElseThrow().has("next")).isFalse();
    assertThat(objects(alice().get(TOKENS))).hasSize(5);
    assertThat(objects(alice().get(TOKENS + "?page=999999999999&perPage=100"))).isEmpty();
  }

  @Test
  void theListShowsNoTextAndTheLastUse() {
    var text = registry.token("alice", true);
    assertThat(registry.with(text).get("/-/whoami").status()).isEqualTo(200);
    var one = objects(alice().get(TOKENS)).getFirst();
    assertThat(text).startsWith(one.text("token").orElseThrow());
    assertThat(one.text("token").orElseThrow()).hasSize(10);
    assertThat(one.text("accessed")).contains("2026-11-22T12:00:00.000Z");
    assertThat(one.text("accessed_from")).contains("127.0.0.1");
    registry.keepHouse();
    assertThat(registry.rows("token_use")).isPositive();
    registry.restarted();
    assertThat(objects(alice().get(TOKENS)).getFirst().text("accessed_from")).contains("127.0.0.1");
    assertThat(registry.logged()).noneMatch(line -> line.contains(text));
  }

  @Test
  void theLastUseIsWrittenOnceAMinuteAndGoesWithTheToken() {
    var text = registry.token("alice", true);
    for (int i = 0; i < 3; i++) {
      registry.with(text).get("/-/whoami");
      assertThat(registry.rows("token_use")).isZero();
    }
    registry.keepHouse();
    assertThat(registry.rows("token_use")).isEqualTo(1);
    assertThat(registry.with(text).delete("/-/user/token/" + text).status()).isEqualTo(200);
    registry.keepHouse();
    assertThat(registry.rows("token_use")).isZero();
  }

  @Test
  void oneRevokesByKeyAndByText() {
    var first = registry.token("alice", true);
    var second = registry.token("alice", false);
    var key = objects(alice().get(TOKENS)).getFirst().text("key").orElseThrow();
    assertThat(alice().delete(TOKENS + "/token/" + key).status()).isEqualTo(204);
    assertThat(registry.with(first).get("/-/whoami").status()).isEqualTo(401);
    assertThat(alice().delete(TOKENS + "/token/" + second).status()).isEqualTo(204);
    assertThat(registry.with(second).get("/-/whoami").status()).isEqualTo(401);
    var again = alice().delete(TOKENS + "/token/" + second);
    SENTENCES.refused(again, "token-not-found");
    assertThat(again.text()).doesNotContain(second);
    assertThat(registry.logged()).noneMatch(line -> line.contains(second));
  }

  @Test
  void oneRevokesAllAndStaysSignedIn() {
    var session = alice();
    var tokens = List.of(registry.token("alice", true), registry.token("alice", false));
    var mallorys = registry.token("mallory", true);
    var answer = session.post("/-/api/v1/tokens/revoke", "{\"all\":true}");
    assertThat(answer.text()).isEqualTo("{\"revoked\":2}");
    for (var token : tokens) {
      assertThat(registry.with(token).get("/-/whoami").status()).isEqualTo(401);
    }
    assertThat(registry.with(mallorys).get("/-/whoami").status()).isEqualTo(200);
    assertThat(objects(session.get(TOKENS))).isEmpty();
  }

  @Test
  @Covers("A525")
  void nobodyRevokesOrSeesSomebodyElses() {
    var alices = registry.token("alice", true);
    var key = objects(alice().get(TOKENS)).getFirst().text("key").orElseThrow();
    var mallory = registry.with(registry.session("mallory"));
    assertThat(objects(mallory.get(TOKENS))).isEmpty();
    for (var what : List.of(key, alices)) {
      var answer = mallory.delete(TOKENS + "/token/" + what);
      assertThat(answer.problem()).isEqualTo("token-not-found");
    }
    assertThat(registry.with(alices).get("/-/whoami").status()).isEqualTo(200);
  }

  @Test
  @Covers("A526")
  void aTokenMakesNoTokens() {
    var token = registry.with(registry.token("alice", true));
    for (var answer :
        List.of(
            token.get(TOKENS),
            token.post(TOKENS, "{}"),
            token.delete(TOKENS + "/token/00000000-0000-0000-0000-000000000000"))) {
      assertThat(answer.problem()).isEqualTo("not-allowed");
    }
    SENTENCES.check(token.get(TOKENS).message());
  }

  @Test
  void aTokenThatStagesOnlyPublishesNothingAndDoesTheRest() {
    publish(registry.token("alice", true), "rocket", "1.0.0", 201);
    var stager = token(TokenPermission.STAGE_ONLY, "rocket");
    var refused = publish(stager, "rocket", "1.1.0", 403);
    SENTENCES.refused(refused, "stage-required");
    var version = TestPackage.of("rocket", "1.1.0");
    var staged = registry.with(stager).post("/-/stage/package/rocket", version.document());
    assertThat(staged.status()).as(staged.text()).isEqualTo(201);
    var tag = registry.with(stager).put("/-/package/rocket/dist-tags/beta", "\"1.0.0\"");
    assertThat(tag.status()).as(tag.text()).isIn(200, 201);
    assertThat(registry.versions("rocket")).hasSize(1);
    // It stages, and so it must not approve.
    var id = staged.json().text("stageId").orElseThrow();
    var approval = registry.with(stager).post("/-/stage/" + id + "/approve", "{}");
    assertThat(approval.problem()).isEqualTo("not-allowed");
  }

  @Test
  void aTokenIsForWhatItNames() {
    var writer = token(TokenPermission.READ_WRITE, "rocket", "@alice/*");
    publish(writer, "rocket", "1.0.0", 201);
    publish(writer, "@alice/one", "1.0.0", 201);
    SENTENCES.check("another", publish(writer, "orbiter", "1.0.0", 403).message());
    var reader = token(TokenPermission.READ_ONLY, "rocket");
    SENTENCES.check("reading", publish(reader, "rocket", "1.0.1", 403).message());
    assertThat(registry.with(reader).get("/rocket").status()).isEqualTo(200);
    assertThat(registry.with(reader).get("/@alice%2fone").status()).isEqualTo(404);
    var nothing =
        registry.token(
            "alice",
            new TokenTerms(
                "orgs",
                "",
                TokenPermission.NO_ACCESS,
                List.of(new PackageGlob("*")),
                TokenPermission.READ_ONLY,
                List.of("acme"),
                List.of(),
                false));
    assertThat(registry.with(nothing).get("/@alice%2fone").status()).isEqualTo(404);
    assertThat(publish(nothing, "rocket", "1.0.1", 403).problem()).isEqualTo("not-allowed");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.0/8, 200",
    "0.0.0.0/0, 200",
    "10.0.0.0/8, 403",
    "127.0.0.2, 403",
    "::1, 403",
    "::/0, 403",
    "::ffff:127.0.0.1, 200",
  })
  void aTokenIsOnlyGoodFromItsAddresses(String range, int status) {
    var bound =
        registry.token(
            "alice",
            new TokenTerms(
                "bound",
                "",
                TokenPermission.READ_WRITE,
                List.of(new PackageGlob("*")),
                TokenPermission.NO_ACCESS,
                List.of(),
                List.of(AddressRange.parse(range).orElseThrow()),
                false));
    var answer = registry.with(bound).get("/-/whoami");
    assertThat(answer.status()).isEqualTo(status);
    if (status == 403) {
      SENTENCES.check("refused", answer.message());
      // Whoever found it may still end it from wherever they are.
      assertThat(registry.with(bound).delete("/-/user/token/" + bound).status()).isEqualTo(200);
    }
  }

  @Test
  @Covers("A526")
  void onlyATokenMadeForItManagesAnOrganization() {
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    registry.terminal().run("org", "add", "other", "--owner", "alice");
    assertThat(governs("acme", TokenPermission.READ_WRITE, false)).isTrue();
    assertThat(governs("other", TokenPermission.READ_WRITE, false)).isFalse();
    assertThat(governs("acme", TokenPermission.READ_ONLY, false)).isFalse();
    // It would do so without a one-time password.
    assertThat(governs("acme", TokenPermission.READ_WRITE, true)).isFalse();
  }

  private boolean governs(String organization, TokenPermission permission, boolean bypasses) {
    var terms =
        new TokenTerms(
            "orgs",
            "",
            TokenPermission.NO_ACCESS,
            List.of(),
            permission,
            List.of(organization),
            List.of(),
            bypasses);
    var answer =
        registry
            .with(registry.token("alice", terms))
            .post(
                "/-/api/v1/webhooks?organization=acme", quoted("{'url':'https://acme.example/'}"));
    assertThat(answer.status()).as(answer.text()).isIn(201, 400, 403);
    return answer.status() != 403;
  }

  @Test
  void aTokenThatReadsAnOrganizationSeesItsMembersAndChangesNone() {
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    registry.terminal().run("org", "add", "other", "--owner", "alice");
    var reader = registry.with(registry.token("alice", ofOrganization(TokenPermission.READ_ONLY)));
    assertThat(reader.get("/-/org/acme/user").text()).contains("alice");
    assertThat(reader.get("/-/org/other/user").problem()).isEqualTo("not-allowed");
    var added = reader.put("/-/org/acme/user", quoted("{'user':'mallory','role':'developer'}"));
    assertThat(added.problem()).isEqualTo("not-allowed");
    var packages = registry.with(registry.token("alice", false));
    assertThat(packages.get("/-/org/acme/user").problem()).isEqualTo("not-allowed");
  }

  private static TokenTerms ofOrganization(TokenPermission permission) {
    return new TokenTerms(
        "orgs",
        "",
        TokenPermission.NO_ACCESS,
        List.of(),
        permission,
        List.of("acme"),
        List.of(),
        false);
  }

  @Test
  void anExpiredTokenIsToldSoAndNotThatThereIsNoPackage() {
    var token = registry.token("alice", true);
    publish(token, "@alice/one", "1.0.0", 201);
    registry.clock().advance(Duration.ofDays(8));
    var answer = registry.with(token).get("/@alice%2fone");
    assertThat(answer.status()).isEqualTo(401);
    SENTENCES.check(answer.message());
    assertThat(objects(alice().get(TOKENS))).isEmpty();
  }

  private String token(TokenPermission permission, String... globs) {
    var packages = Stream.of(globs).map(PackageGlob::new).toList();
    return registry.token("alice", TokenTerms.of("a test's", permission, packages));
  }

  private Client.Answer publish(String token, String name, String version, int status) {
    var wanted = TestPackage.of(name, version);
    var answer = registry.with(token).put(wanted.path(), wanted.document());
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    return answer;
  }
}

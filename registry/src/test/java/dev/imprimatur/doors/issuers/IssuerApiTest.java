package dev.imprimatur.doors.issuers;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Issuing;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.testkit.SigningKey;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestClock;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an administrator does about issuers by request. */
final class IssuerApiTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String ISSUERS = "/-/api/v1/issuers";
  private static final String GITHUB = "https://token.actions.githubusercontent.com";
  private static final String RULES = "'claims':{'names':['job'],'jti':false,'minutes':10},";
  private static final SigningKey KEY = SigningKey.rsa().withId("ci-1");

  private final TestRegistry registry = TestRegistry.start();
  private final Issuing ci = new Issuing("generic", "https://ci.acme.example", KEY);
  private Client root = registry.anyone();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    registry.addUser("root", true);
    alice = registry.with(registry.session("alice"));
    root = registry.with(registry.session("root"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private JsonObject shown(String url) {
    return Trusting.list(root.get(ISSUERS)).stream()
        .filter(issuer -> issuer.text("url").filter(url::equals).isPresent())
        .findFirst()
        .orElseThrow();
  }

  private static JsonObject keys(JsonObject issuer) {
    return issuer.object("keys").orElseThrow();
  }

  private Client.Answer add(String issuer) {
    return root.post(ISSUERS, Trusting.quoted(issuer));
  }

  private String trustJob() {
    return Trusting.add(
        alice, "rocket", "{'type':'generic','claims':{'iss':'" + ci.url() + "','job':'release'}}");
  }

  private Client.Answer exchange() {
    return registry.exchange("rocket", token());
  }

  private String token() {
    return ci.sign(JsonObject.with("job", "release").build());
  }

  private Client.Answer switched(String how, String url) {
    return root.post(ISSUERS + "/" + how + "?url=" + url, "");
  }

  private String lastEvent() {
    return registry.events().getLast().kind().wire();
  }

  @Test
  void oneThatIsAddedIsShownAndGoodAtOnce() {
    var added = ci.added(registry, RULES + "'selfHostedRunners':true,");
    assertThat(added.status()).as(added.text()).isEqualTo(201);
    assertThat(shown(ci.url())).isEqualTo(added.json());
    var json = added.json();
    assertThat(json.text("provider")).contains("generic");
    assertThat(json.text("title")).contains("Generic CI");
    assertThat(json.text("origin")).contains("added");
    assertThat(json.text("by")).contains("person:root");
    assertThat(json.truth("on")).isTrue();
    assertThat(json.truth("storedKeys")).isTrue();
    assertThat(json.truth("selfHostedRunners")).isTrue();
    assertThat(json.truth("internal")).isFalse();
    assertThat(json.array("organizations")).contains(JsonArray.EMPTY);
    assertThat(json.get("publishers")).contains(JsonNumber.of(0));
    assertThat(keys(json).array("ids")).contains(JsonArray.ofTexts(List.of("ci-1")));
    assertThat(lastEvent()).isEqualTo("issuer-added");

    trustJob();
    assertThat(exchange().status()).isEqualTo(201);
    assertThat(shown(ci.url()).get("publishers")).contains(JsonNumber.of(1));
  }

  @Test
  void allOfThemAreListedWithTheirKeysAndWhereTheyComeFrom() {
    ci.addTo(registry, RULES);
    var github = shown(GITHUB);
    assertThat(github.text("origin")).contains("configured");
    assertThat(keys(github).array("ids")).contains(JsonArray.ofTexts(List.of("key-1")));
    registry.clock().advance(Duration.ofHours(3));
    root = registry.with(registry.session("root"));
    assertThat(keys(shown(GITHUB)).get("ageSeconds")).contains(JsonNumber.of(3 * 3600));
    assertThat(shown("https://gitlab.com").text("origin")).contains("built-in");
    assertThat(keys(shown("https://gitlab.com")).has("fetchedAt")).isFalse();
  }

  @Test
  void oneThatIsLimitedToOrganizationsIsForTheirsAlone() {
    assertThat(registry.terminal().run("org", "add", "acme", "--owner", "alice").exit()).isZero();
    ci.addTo(registry, RULES + "'organizations':['acme'],");
    var organizations = shown(ci.url()).array("organizations");
    assertThat(organizations).contains(JsonArray.ofTexts(List.of("acme")));
    var body = "[{'type':'generic','claims':{'iss':'" + ci.url() + "','job':'release'}}]";
    var others = alice.post(Trusting.path("rocket"), Trusting.quoted(body));
    assertThat(others.problem()).as(others.text()).isEqualTo("not-allowed");
    var theirs = alice.post(Trusting.path("@acme/rocket"), Trusting.quoted(body));
    assertThat(theirs.status()).as(theirs.text()).isEqualTo(201);
  }

  @Test
  void oneThatIsSwitchedOffIsWorthNothingUntilItIsSwitchedOn() {
    ci.addTo(registry, RULES);
    trustJob();
    var bought = registry.with(exchange().json().text("token").orElseThrow());
    assertThat(bought.get("/-/whoami").status()).isEqualTo(200);

    assertThat(switched("disable", ci.url()).status()).isEqualTo(204);
    assertThat(lastEvent()).isEqualTo("issuer-disabled");
    var off = shown(ci.url());
    assertThat(off.truth("on")).isFalse();
    assertThat(off.text("by")).contains("person:root");
    assertThat(off.text("offAt").orElseThrow())
        .startsWith(TestClock.START.toString().substring(0, 19));
    assertThat(exchange().problem()).isEqualTo("issuer-unknown");
    assertThat(bought.get("/-/whoami").status()).isEqualTo(401);

    assertThat(switched("enable", ci.url()).status()).isEqualTo(204);
    assertThat(shown(ci.url()).truth("on")).isTrue();
    assertThat(shown(ci.url()).has("offAt")).isFalse();
    assertThat(exchange().status()).isEqualTo(201);
  }

  /** Also one that nobody can remove. */
  @Test
  void oneThatIsConfiguredIsSwitchedOffToo() {
    Trusting.add(alice, "rocket", github("acme/rocket"));
    assertThat(switched("disable", GITHUB).status()).isEqualTo(204);
    var refused = registry.exchange("rocket", registry.github().sign(job("acme/rocket")));
    assertThat(refused.problem()).isEqualTo("issuer-unknown");
    assertThat(root.delete(ISSUERS + "?url=" + GITHUB).status()).isEqualTo(409);
    assertThat(switched("enable", GITHUB).status()).isEqualTo(204);
    var taken = registry.exchange("rocket", registry.github().sign(job("acme/rocket")));
    assertThat(taken.status()).isEqualTo(201);
  }

  @Test
  void keysThatAreForgottenAreNotUsedAgain() {
    ci.addTo(registry, RULES + "'jwksSince':" + TestClock.START.toEpochMilli() + ",");
    trustJob();
    assertThat(exchange().status()).isEqualTo(201);
    registry.clock().advance(Duration.ofSeconds(1));
    assertThat(switched("refresh", ci.url()).status()).isEqualTo(204);
    assertThat(lastEvent()).isEqualTo("issuer-keys-refreshed");
    assertToldToStoreKeys(exchange(), "ci-1");
    assertToldToStoreKeys(registry.restarted().exchange("rocket", token()), "ci-1");
  }

  /** Nobody is asked for keys that are stored, so to wait for others is in vain. */
  private static void assertToldToStoreKeys(Client.Answer answer, String keyId) {
    assertThat(answer.problem()).as(answer.text()).isEqualTo("key-unknown");
    assertThat(answer.message())
        .contains(
            "\"" + keyId + "\", which is none of those that are stored here",
            "must store its keys anew")
        .doesNotContain("Try again");
    assertThat(answer.header("retry-after")).isEmpty();
  }

  @Test
  void keysThatAreForgottenAreNotShownAsKnown() {
    ci.addTo(registry, RULES + "'jwksSince':" + TestClock.START.toEpochMilli() + ",");
    assertThat(keys(shown(ci.url())).array("ids")).contains(JsonArray.ofTexts(List.of("ci-1")));
    registry.clock().advance(Duration.ofSeconds(1));
    assertThat(switched("refresh", ci.url()).status()).isEqualTo(204);
    assertNoKeys(keys(shown(ci.url())));
    var tested = switched("test", ci.url());
    assertThat(tested.status()).as(tested.text()).isEqualTo(200);
    assertNoKeys(tested.json());
    var said = registry.terminal().run("issuer", "test", ci.url());
    assertThat(said.exit()).isNotZero();
    assertThat(said.err()).contains("store its keys anew").doesNotContain("ci-1");
  }

  private static void assertNoKeys(JsonObject keys) {
    assertThat(keys.array("ids")).contains(JsonArray.EMPTY);
    assertThat(keys.has("fetchedAt")).isFalse();
    assertThat(keys.text("failure").orElseThrow()).contains("store its keys anew");
  }

  @Test
  void aKeyThatWasNeverStoredHasToBe() {
    ci.addTo(registry, RULES);
    trustJob();
    var renewed = new Issuing("generic", ci.url(), SigningKey.rsa().withId("ci-2"));
    var token = renewed.sign(JsonObject.with("job", "release").build());
    assertToldToStoreKeys(registry.exchange("rocket", token), "ci-2");
    assertThat(exchange().status()).isEqualTo(201);
  }

  @Test
  @OnPostgres
  void keysThatAreStoredAnewTakeThePlaceOfThoseBefore() {
    ci.addTo(registry, RULES);
    trustJob();
    registry.clock().advance(Duration.ofSeconds(1));
    assertThat(switched("refresh", ci.url()).status()).isEqualTo(204);
    var renewed = new Issuing("generic", ci.url(), SigningKey.rsa().withId("ci-2"));
    assertThat(storeKeys(renewed).status()).isEqualTo(204);
    assertThat(lastEvent()).isEqualTo("issuer-keys-replaced");
    assertThat(keys(shown(ci.url())).array("ids")).contains(JsonArray.ofTexts(List.of("ci-2")));
    assertThat(keys(shown(ci.url())).get("ageSeconds")).contains(JsonNumber.of(0));
    assertToldToStoreKeys(exchange(), "ci-1");
    var token = renewed.sign(JsonObject.with("job", "release").build());
    assertThat(registry.exchange("rocket", token).status()).isEqualTo(201);
    assertThat(registry.restarted().exchange("rocket", token).status()).isEqualTo(201);
  }

  @Test
  void keysAreStoredByCommandToo(@TempDir Path folder) throws IOException {
    ci.addTo(registry, RULES);
    trustJob();
    var renewed = new Issuing("generic", ci.url(), SigningKey.rsa().withId("ci-2"));
    var file = Files.writeString(folder.resolve("keys.json"), keySet(renewed));
    var said = registry.terminal().run("issuer", "keys", ci.url(), file.toString());
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out()).contains("Stored the keys of " + ci.url(), "ci-2");
    var missing = registry.terminal().run("issuer", "keys", ci.url(), "no-such-file.json");
    assertThat(missing.err()).contains("cannot be read: no-such-file.json");
  }

  @Test
  void keysAreStoredForNobodyElse() {
    ci.addTo(registry, RULES);
    var events = registry.rows("audit_event");
    var nobody = new Issuing("generic", "https://nobody.example", KEY);
    assertThat(storeKeys(nobody).problem()).isEqualTo("issuer-not-found");
    var builtIn = new Issuing("gitlab", "https://gitlab.com", KEY);
    assertThat(storeKeys(builtIn).problem()).isEqualTo("invalid-issuer");
    var none = root.put(ISSUERS + "/keys?url=" + ci.url(), "{\"keys\":[]}");
    SENTENCES.check(none.message());
    assertThat(root.put(ISSUERS + "/keys?url=" + ci.url(), "[]").problem())
        .isEqualTo("malformed-request");
    assertThat(registry.rows("audit_event")).isEqualTo(events);
    assertThat(keys(shown(ci.url())).array("ids")).contains(JsonArray.ofTexts(List.of("ci-1")));
  }

  private Client.Answer storeKeys(Issuing issuer) {
    return root.put(ISSUERS + "/keys?url=" + issuer.url(), keySet(issuer));
  }

  private static String keySet(Issuing issuer) {
    return "{\"keys\":[" + issuer.key().jwkJson() + "]}";
  }

  @Test
  @OnPostgres
  void whoeverAddsOneAgainSaysItsKeysAnew() {
    ci.addTo(registry, RULES);
    assertThat(switched("refresh", ci.url()).status()).isEqualTo(204);
    assertThat(root.delete(ISSUERS + "?url=" + ci.url()).status()).isEqualTo(204);
    ci.addTo(registry, RULES);
    trustJob();
    assertThat(exchange().status()).isEqualTo(201);
  }

  @Test
  @OnPostgres
  void oneThatNobodyReliesOnIsRemoved() {
    ci.addTo(registry, RULES);
    var publisher = trustJob();
    var inUse = root.delete(ISSUERS + "?url=" + ci.url());
    SENTENCES.refused(inUse, "issuer-in-use");
    assertThat(alice.delete(Trusting.path("rocket") + "/" + publisher).status()).isEqualTo(204);
    assertThat(root.delete(ISSUERS + "?url=" + ci.url()).status()).isEqualTo(204);
    assertThat(lastEvent()).isEqualTo("issuer-removed");
    assertThat(root.get(ISSUERS).text()).doesNotContain(ci.url());
    assertThat(exchange().problem()).isEqualTo("issuer-unknown");
    assertThat(root.delete(ISSUERS + "?url=" + ci.url()).problem()).isEqualTo("issuer-not-found");
  }

  @Test
  void oneThatIsBuiltInIsNotRemoved() {
    var answer = root.delete(ISSUERS + "?url=https://gitlab.com");
    SENTENCES.refused(answer, "issuer-not-found");
    assertThat(shown("https://gitlab.com").truth("on")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "enable", "refresh", "test"})
  void whatIsDoneToOneNamesOneThatThereIs(String deed) {
    var events = registry.rows("audit_event");
    assertThat(switched(deed, "https://nobody.example").problem()).isEqualTo("issuer-not-found");
    // An issuer is exactly what its tokens say.
    assertThat(switched(deed, GITHUB + "/").problem()).isEqualTo("issuer-not-found");
    assertThat(root.post(ISSUERS + "/" + deed, "[]").problem()).isEqualTo("malformed-request");
    assertThat(registry.rows("audit_event")).isEqualTo(events);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'provider':'nobody','url':'https://ci.example'}",
        "{'provider':'gitlab'}",
        "{'provider':'gitlab','url':'http://gitlab.example'}",
        "{'provider':'gitlab','url':'https://user@gitlab.example'}",
        "{'provider':'gitlab','url':'file:///etc/passwd'}",
        "{'provider':'gitlab','url':'gitlab.example'}",
        "{'provider':'gitlab','url':'https://gitlab.example','colour':'red'}",
        "{'provider':'gitlab','url':'https://gitlab.example','internal':'yes'}",
        "{'provider':'gitlab','url':'https://gitlab.example','organizations':[5]}",
        "{'provider':'gitlab','url':'https://gitlab.example','claims':{'names':['sub']}}",
        "{'provider':'generic','url':'https://ci.example'}",
        "{'provider':'spiffe','url':'spiffe://acme.example'}",
        "{'provider':'spiffe','url':'ftp://acme.example','jwks':{'keys':[]}}"
      })
  void oneThatMakesNoSenseIsNotAdded(String issuer) {
    var before = root.get(ISSUERS).text();
    var answer = add(issuer);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.problem()).isEqualTo("invalid-issuer");
    assertThat(root.get(ISSUERS).text()).isEqualTo(before);
    assertThat(registry.rows("issuer")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "5", "nonsense", ""})
  void whatIsNoObjectIsNoIssuer(String body) {
    assertThat(root.post(ISSUERS, body).problem()).isEqualTo("malformed-request");
  }

  @Test
  void noneIsReplaced() {
    ci.addTo(registry, RULES);
    var before = shown(ci.url());
    assertThat(ci.added(registry, RULES).problem()).isEqualTo("issuer-exists");
    assertThat(add("{'provider':'github','url':'" + GITHUB + "'}").problem())
        .isEqualTo("issuer-exists");
    assertThat(add("{'provider':'gitlab','url':'https://gitlab.com'}").problem())
        .isEqualTo("issuer-exists");
    assertThat(shown(ci.url())).isEqualTo(before);
  }

  /**
   * Whoever has switched one off has had a reason, which a second one of its name does not undo.
   */
  @Test
  void oneThatIsAddedAgainIsStillOff() {
    ci.addTo(registry, RULES);
    assertThat(switched("disable", ci.url()).status()).isEqualTo(204);
    assertThat(root.delete(ISSUERS + "?url=" + ci.url()).status()).isEqualTo(204);
    var again = ci.added(registry, RULES);
    assertThat(again.status()).as(again.text()).isEqualTo(201);
    assertThat(again.json().truth("on")).isFalse();
  }
}

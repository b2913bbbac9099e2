package dev.imprimatur.doors.notices;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Receiver;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.Json;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Webhooks hear of what happens every day, if they ask for it, and of nothing else. */
final class NewsTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String HOOK = "/-/npm/v1/hooks/hook";

  private final TestRegistry registry = TestRegistry.start();
  private final Receiver receiver = Receiver.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() throws InterruptedException {
    alice = registry.maintainerOf("rocket", "alice");
    // What happened before is nobody's news.
    registry.tell();
  }

  @AfterEach
  void close() {
    receiver.close();
    registry.close();
  }

  private void hook(String... words) {
    var all = new ArrayList<>(List.of("webhook", "add", receiver.address()));
    all.add("--internal");
    all.addAll(List.of(words));
    var said = registry.terminal().run(all.toArray(String[]::new));
    assertThat(said.exit()).as(said.err()).isZero();
  }

  private void publish(String version) {
    var wanted = TestPackage.of("rocket", version);
    assertThat(alice.put(wanted.path(), wanted.document()).status()).isEqualTo(201);
  }

  private String staged(String version) {
    var wanted = TestPackage.of("rocket", version);
    var answer = alice.post("/-/stage/package/rocket", wanted.document());
    return answer.json().text("stageId").orElseThrow();
  }

  /** Each of the things that can happen to a package, once. */
  private void everythingHappens() {
    publish("1.1.0");
    assertThat(alice.put("/-/package/rocket/dist-tags/next", "\"1.0.0\"").status()).isEqualTo(200);
    assertThat(alice.delete("/-/package/rocket/dist-tags/next").status()).isEqualTo(200);
    var deprecation =
        "{'_id':'rocket','name':'rocket','versions':{'1.0.0':"
            + "{'name':'rocket','version':'1.0.0','deprecated':'no'}}}";
    assertThat(alice.put("/rocket", Trusting.quoted(deprecation)).status()).isEqualTo(200);
    assertThat(alice.post("/-/stage/" + staged("1.2.0") + "/approve", "").status()).isEqualTo(201);
    assertThat(alice.delete("/-/stage/" + staged("1.3.0")).status()).isEqualTo(204);
    registry.addUser("bob", false);
    registry.terminal().run("package", "transfer", "rocket", "bob");
  }

  @Test
  void whoAsksForNewsHearsOfEachKind() throws InterruptedException {
    hook(
        "--kind",
        "package-published",
        "--kind",
        "dist-tag-changed",
        "--kind",
        "version-deprecated",
        "--kind",
        "approved",
        "--kind",
        "rejected",
        "--kind",
        "owner-changed",
        "--kind",
        "staged");
    everythingHappens();
    registry.tell();
    assertThat(receiver.types())
        .containsExactly(
            "version-published",
            "dist-tag-set",
            "dist-tag-removed",
            "versions-deprecated",
            "version-staged",
            "staged-version-approved",
            "version-staged",
            "staged-version-rejected",
            "package-transferred");
    var summaries = receiver.received().stream().map(Receiver.Received::summary).toList();
    SENTENCES.check("published", summaries.getFirst());
    SENTENCES.check("rejected", summaries.get(7));
  }

  @Test
  void whoAsksForOneKindHearsOfThatAlone() throws InterruptedException {
    hook("--kind", "package-published");
    everythingHappens();
    registry.tell();
    assertThat(receiver.types()).containsExactly("version-published", "staged-version-approved");
  }

  /** What owners are alarmed by is as it was, and no alarm goes to who asked for news. */
  @Test
  void whoAsksForNothingHearsOfAlarmsAlone() throws InterruptedException {
    hook();
    everythingHappens();
    registry.tell();
    assertThat(receiver.types())
        .containsExactly("version-staged", "version-staged", "package-transferred");
  }

  /** Where nobody listens, a publish leaves nothing behind but itself and its event. */
  @Test
  void newsThatNobodyListensToCostNothing() throws InterruptedException {
    hook();
    registry.tell();
    long before = registry.rows("delivery");
    for (int i = 1; i <= 20; i++) {
      publish("1.0." + i);
    }
    registry.tell();
    assertThat(registry.rows("delivery")).isEqualTo(before);
    assertThat(receiver.types()).isEmpty();
  }

  @Test
  void aKindThatThereIsNotIsRefusedByTheApi() {
    var hooks = "/-/api/v1/webhooks?package=rocket";
    var spec = "{\"url\":\"https://chat.acme.example/\",\"kinds\":[%s]}";
    var refused = alice.post(hooks, spec.formatted("\"everything\""));
    SENTENCES.refused("unknown", refused, "invalid-webhook");
    assertThat(alice.post(hooks, spec.formatted("7")).problem()).isEqualTo("invalid-webhook");
    var made = alice.post(hooks, spec.formatted("\"staged\",\"alarms\""));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.json().array("kinds").map(Json::text)).contains("[\"alarms\",\"staged\"]");
    var usual = alice.post(hooks, "{\"url\":\"https://chat.acme.example/\"}");
    assertThat(usual.json().array("kinds").map(Json::text)).contains("[\"alarms\"]");
  }

  @Test
  void aToolOfOldHearsInNpmsWords() throws InterruptedException, GeneralSecurityException {
    var made =
        alice.post(
            HOOK,
            "{\"type\":\"package\",\"name\":\"rocket\",\"secret\":\"this is a shared secret\","
                + "\"endpoint\":\"https://tool.acme.example/hook\"}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.text()).doesNotContain("shared secret");
    Approved.check("npm-hook", Json.text(made.json()));
    // A test has no server that the whole world can reach.
    registry.sql("UPDATE webhook SET url = ?, internal = TRUE", receiver.address());
    publish("1.1.0");
    alice.put("/-/package/rocket/dist-tags/next", "\"1.0.0\"");
    registry.tell();
    var bodies = receiver.received();
    assertThat(bodies).hasSize(2);
    assertThat(bodies.get(1).json().text("event")).contains("package:dist-tag");
    var first = bodies.getFirst();
    Approved.check("npm-hook-message", first.body());
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("this is a shared secret".getBytes(UTF_8), "HmacSHA256"));
    var expected = HexFormat.of().formatHex(mac.doFinal(first.body().getBytes(UTF_8)));
    assertThat(first.npmSignature()).isEqualTo("sha256=" + expected);
  }

  @Test
  void aHookOfNpmsKindIsItsOwnersAlone() {
    var spec = "{\"type\":\"package\",\"name\":\"rocket\",\"secret\":\"%s\",\"endpoint\":\"%s\"}";
    var first = spec.formatted("s1", "https://one.acme.example/");
    var made = alice.post(HOOK, first);
    var path = HOOK + "/" + made.json().text("id").orElseThrow();
    registry.addUser("mallory", false);
    var mallory = registry.with(registry.session("mallory"));
    assertThat(mallory.post(HOOK, first).status()).isEqualTo(403);
    assertThat(mallory.get(path).status()).isEqualTo(404);
    assertThat(mallory.put(path, first).status()).isEqualTo(404);
    assertThat(mallory.delete(path).status()).isEqualTo(404);
    assertThat(mallory.get("/-/npm/v1/hooks").text()).contains("\"total\":0");
    assertThat(alice.get("/-/npm/v1/hooks?package=rocket").text()).contains("\"total\":1");
    assertThat(alice.get("/-/npm/v1/hooks?package=other").text()).contains("\"total\":0");

    var moved = alice.put(path, spec.formatted("s2", "https://two.acme.example/"));
    assertThat(moved.text()).contains("two.acme.example");
    assertThat(registry.events().toString()).contains("one.acme.example", "two.acme.example");
    assertThat(alice.put(path, spec.formatted("s", "http://plain.example/")).problem())
        .isEqualTo("invalid-webhook");
    assertThat(alice.put(path, spec.formatted("whsec_ours", "https://x.example/")).problem())
        .isEqualTo("invalid-webhook");
    for (var type : List.of("owner", "", "everything")) {
      var body = "{\"type\":\"%s\",\"name\":\"alice\",\"secret\":\"s\"}".formatted(type);
      assertThat(
              alice
                  .post(HOOK, body.replace("}", ",\"endpoint\":\"https://x.example/\"}"))
                  .problem())
          .isEqualTo("not-offered");
    }
    assertThat(alice.delete(path).status()).isEqualTo(200);
    assertThat(alice.get(path).status()).isEqualTo(404);
  }
}

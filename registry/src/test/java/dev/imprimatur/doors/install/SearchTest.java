package dev.imprimatur.doors.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packages are found by what they say of themselves, and nobody finds what they may not read. */
@OnPostgres
final class SearchTest {
  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();
  private Client bob = registry.anyone();

  @BeforeEach
  void open() {
    List.of("alice", "bob", "carol").forEach(name -> registry.addUser(name, false));
    registry.addUser("root", true);
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    alice = registry.with(registry.session("alice"));
    bob = registry.with(registry.session("bob"));
    publish(alice, described("rocket", "Flies to the moon", "space"));
    publish(alice, described("rocket-engine", "Burns", "propulsion", "space"));
    publish(alice, described("moon", "Where one flies with a rocket", "space"));
    publish(bob, described("engine", "Any other engine", "space"));
    publish(alice, described("@acme/rocket-plans", "Secret plans of the rocket", "space"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static TestPackage described(String name, String description, String... keywords) {
    return TestPackage.of(name, "1.0.0")
        .member("description", new JsonText(description))
        .member("keywords", JsonArray.ofTexts(List.of(keywords)));
  }

  private static void publish(Client client, TestPackage wanted) {
    var published = client.put(wanted.path(), wanted.document());
    assertThat(published.status()).as(published.text()).isEqualTo(201);
  }

  private static JsonObject searched(Client client, String text) {
    var answer =
        client.get("/-/v1/search?size=20&text=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private static List<String> names(JsonObject found) {
    return found.array("objects").orElseThrow().items().stream()
        .map(JsonObject.class::cast)
        .map(each -> each.object("package").flatMap(it -> it.text("name")).orElseThrow())
        .toList();
  }

  private List<String> found(Client client, String text) {
    var found = searched(client, text);
    var names = names(found);
    JsonValue total = found.get("total").orElseThrow();
    assertThat(total).hasToString("JsonNumber[literal=%d]".formatted(names.size()));
    return names;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rocket             | rocket,rocket-engine,moon",
        "ROCKÉT             | rocket,rocket-engine,moon",
        "rock               | rocket,rocket-engine,moon",
        "moon               | moon,rocket",
        "engine             | engine,rocket-engine",
        "rocket engine      | rocket-engine",
        "space              | moon,rocket,engine,rocket-engine",
        "propulsion         | rocket-engine",
        "keywords:space any | engine",
        "maintainer:bob     | engine",
        "author:alice moon  | moon,rocket",
        "bob                | engine",
        "rocket nothing     | ``",
        "maintainer:space   | ``",
        "`\" OR name:*`      | ``",
        "'):*&              | ``",
      })
  void whatEverybodyFinds(String text, String names) {
    var expected = names.isEmpty() ? List.<String>of() : List.of(names.split(",", -1));
    assertThat(found(registry.anyone(), text)).containsExactlyElementsOf(expected);
  }

  /** All of it is text; none of it is a language of the database's. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "*",
        "\"",
        "'",
        "name:rocket*",
        "NEAR(a b)",
        "a AND b OR NOT c",
        "a:*|b",
        "(((",
        "{name}: x",
        "%",
        "\\",
        "$1",
        "?",
        "\uD83D\uDE80",
        "火箭",
        "ǅ",
        "İ"
      })
  void whatNobodyMeansAsAQueryIsNone(String text) {
    assertThat(searched(registry.anyone(), text).array("objects")).isPresent();
  }

  @Test
  void theAnswerIsNpms() {
    var answer = registry.anyone().get("/-/v1/search?text=rocket-engine&size=20&from=0");
    Approved.check("search", answer.text());
  }

  @Test
  void nobodyFindsWhatTheyMayNotRead() {
    var hidden = "@acme/rocket-plans";
    var strangers =
        List.of(
            registry.anyone(),
            bob,
            registry.with(registry.token("alice", true, "moon")),
            registry.with("npm_garbage"));
    for (var stranger : strangers) {
      for (var text :
          List.of(hidden, "rocket", "plans", "secret", "scope:acme", "maintainer:acme")) {
        assertThat(found(stranger, text)).as(text).doesNotContain(hidden);
      }
    }
    for (var insider : List.of(alice, registry.with(registry.session("root")))) {
      assertThat(found(insider, hidden)).containsExactly(hidden);
      assertThat(found(insider, "rocket"))
          .containsExactly("rocket", "rocket-engine", hidden, "moon");
      assertThat(found(insider, "scope:acme")).containsExactly(hidden);
    }
    registry.terminal().run("org", "member", "acme", "carol");
    var carol = registry.with(registry.session("carol"));
    assertThat(found(carol, "plans")).containsExactly(hidden);
    registry.terminal().run("team", "rm", "acme:developers", "carol");
    assertThat(found(carol, "plans")).as("a member without a team").isEmpty();
    registry.terminal().run("team", "create", "acme:readers");
    registry.terminal().run("team", "add", "acme:readers", "carol");
    registry.terminal().run("team", "grant", "acme:readers", hidden, "read-only");
    assertThat(found(carol, "plans")).as("a team that reads").containsExactly(hidden);
    registry.terminal().run("org", "remove", "acme", "carol");
    assertThat(found(carol, "plans")).isEmpty();
  }

  /** What is hidden changes neither order nor score nor number of what is not. */
  @Test
  void whatIsHiddenLeavesNoTrace() {
    var before = registry.anyone().get("/-/v1/search?text=rocket").text();
    for (int i = 0; i < 20; i++) {
      publish(alice, described("@acme/rocket-" + i, "rocket rocket rocket", "rocket"));
    }
    assertThat(registry.anyone().get("/-/v1/search?text=rocket").text()).isEqualTo(before);
    assertThat(bob.get("/-/v1/search?text=rocket").text()).isEqualTo(before);
  }

  @Test
  void aCredentialThatIsNoGoodKeepsNobodyFromWhatIsPublicAndIsToldOf() {
    var stale = registry.session("alice");
    registry.with(stale).delete("/-/user/token/" + stale);
    var answer = registry.with(stale).get("/-/v1/search?text=rocket");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("npm-notice").orElse("")).contains("only public packages");
    var good = alice.get("/-/v1/search?text=rocket");
    assertThat(good.header("npm-notice").orElse("")).doesNotContain("only public");
  }

  /** The index is true in the very transaction that changes what it says. */
  @Test
  void whatChangesIsFoundAsItIs() {
    var anyone = registry.anyone();
    publish(
        alice,
        TestPackage.of("moon", "2.0.0").member("description", new JsonText("Made of cheese")));
    assertThat(found(anyone, "cheese")).containsExactly("moon");
    assertThat(found(anyone, "flies")).containsExactly("rocket");
    alice.put("/-/package/moon/dist-tags/latest", "\"1.0.0\"");
    assertThat(found(anyone, "cheese")).isEmpty();

    var access = "/-/package/@acme%2frocket-plans/access";
    alice.post(access, "{\"access\":\"public\"}");
    assertThat(found(anyone, "plans")).containsExactly("@acme/rocket-plans");
    alice.post(access, "{\"access\":\"private\"}");
    assertThat(found(anyone, "plans")).isEmpty();
    assertThat(found(alice, "plans")).containsExactly("@acme/rocket-plans");

    registry.terminal().run("package", "transfer", "moon", "bob");
    assertThat(found(anyone, "maintainer:bob")).containsExactly("moon", "engine");

    var deprecation = "{\"name\":\"engine\",\"versions\":{\"1.0.0\":{\"deprecated\":\"%s\"}}}";
    bob.put("/engine", deprecation.formatted("too old"));
    assertThat(found(anyone, "engine")).containsExactly("rocket-engine");
    bob.put("/engine", deprecation.formatted(""));
    assertThat(found(anyone, "engine")).containsExactly("engine", "rocket-engine");

    var rev = anyone.get("/rocket").json().text("_rev").orElseThrow();
    assertThat(alice.delete("/rocket/-rev/" + rev).status()).isEqualTo(200);
    assertThat(found(anyone, "rocket")).containsExactly("rocket-engine", "moon");
    assertThat(registry.rows("search_document")).isEqualTo(registry.rows("package") - 1);
  }

  @Test
  void partsFollowEachOtherWithoutAGapOrARepetition() {
    IntStream.range(0, 30)
        .forEach(i -> publish(alice, described("probe-" + i, "A probe", "probing")));
    var all =
        IntStream.range(0, 4)
            .mapToObj(part -> "/-/v1/search?text=probe&size=10&from=" + part * 10)
            .map(path -> registry.anyone().get(path).json())
            .flatMap(part -> names(part).stream())
            .toList();
    assertThat(all).hasSize(30).doesNotHaveDuplicates();
    assertThat(names(registry.anyone().get("/-/v1/search?text=probe&size=0").json())).hasSize(1);
    assertThat(registry.anyone().get("/-/v1/search?text=probe&size=x").status()).isEqualTo(400);
    var far = registry.anyone().get("/-/v1/search?text=probe&from=999999999999").json();
    assertThat(names(far)).isEmpty();
  }

  @Test
  void aManifestOfAnyShapeIsPublishedAndFound() {
    publish(
        alice,
        TestPackage.of("odd", "1.0.0")
            .member("description", new JsonText("x".repeat(10_000) + " tail"))
            .member("keywords", new JsonText("one two"))
            .member("repository", new JsonText("github:acme/odd"))
            .member("license", JsonObject.with("type", "MIT").build()));
    assertThat(found(registry.anyone(), "odd")).containsExactly("odd");
  }
}

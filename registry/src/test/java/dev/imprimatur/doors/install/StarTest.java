package dev.imprimatur.doors.install;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whoever may read a package may star it, for themselves alone, and shows nobody what is hidden.
 */
@OnPostgres
final class StarTest {
  private static final String STAR = "/-/user/v1/star";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();
  private Client bob = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    registry.addUser("bob", false);
    alice = registry.with(registry.session("alice"));
    bob = registry.with(registry.session("bob"));
    for (var name : new String[] {"rocket", "@acme/secret"}) {
      var first = TestPackage.of(name, "1.0.0");
      assertThat(alice.put(first.path(), first.document()).status()).isEqualTo(201);
    }
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static Client.Answer npmStar(Client client, String path, String users) {
    return client
        .with("npm-command", "star")
        .put(path, "{\"_id\":\"x\",\"_rev\":\"1-0\",\"users\":{%s}}".formatted(users));
  }

  private static String stars(Client client, String user) {
    return client.get("/-/_view/starredByUser?key=%22" + user + "%22").text();
  }

  @Test
  void npmsDocumentCountsForWhoSendsItAlone() {
    assertThat(npmStar(bob, "/rocket", "\"alice\":true,\"bob\":true").status()).isEqualTo(200);
    assertThat(stars(registry.anyone(), "bob")).isEqualTo("{\"rows\":[{\"value\":\"rocket\"}]}");
    assertThat(stars(registry.anyone(), "alice")).isEqualTo("{\"rows\":[]}");
    assertThat(npmStar(bob, "/rocket", "\"alice\":true").status()).isEqualTo(200);
    assertThat(stars(registry.anyone(), "bob")).isEqualTo(stars(registry.anyone(), "nobody"));
  }

  @Test
  void pnpmsAddressesDoTheSame() {
    var body = "{\"name\":\"rocket\",\"package\":\"rocket\"}";
    assertThat(bob.put(STAR, body).status()).isEqualTo(200);
    assertThat(bob.get(STAR).text()).isEqualTo("[\"rocket\"]");
    assertThat(bob.send("DELETE", STAR, body.getBytes(UTF_8)).status()).isEqualTo(200);
    assertThat(bob.get(STAR).text()).isEqualTo("[]");
    assertThat(registry.anyone().put(STAR, body).status()).isEqualTo(401);
  }

  @Test
  void whatIsHiddenIsNeitherStarredNorShown() {
    assertThat(npmStar(bob, "/@acme%2fsecret", "\"bob\":true").problem())
        .isEqualTo("package-not-found");
    assertThat(npmStar(bob, "/missing", "\"bob\":true").problem()).isEqualTo("package-not-found");
    assertThat(npmStar(alice, "/@acme%2fsecret", "\"alice\":true").status()).isEqualTo(200);
    assertThat(stars(bob, "alice")).isEqualTo("{\"rows\":[]}");
    assertThat(stars(alice, "alice")).contains("@acme/secret");
  }

  /** The header only says what the caller wants; what the document asks for is decided anew. */
  @Test
  void nobodyPublishesAsAStar() {
    var next = TestPackage.of("rocket", "2.0.0").document();
    var answer = bob.with("npm-command", "star").put("/rocket", next);
    assertThat(answer.problem()).isEqualTo("not-allowed");
    var deprecation = "{\"name\":\"rocket\",\"versions\":{\"1.0.0\":{\"deprecated\":\"no\"}}}";
    assertThat(bob.with("npm-command", "star").put("/rocket", deprecation).problem())
        .isEqualTo("not-allowed");
    var reading = registry.with(registry.token("bob", false));
    assertThat(npmStar(reading, "/rocket", "\"bob\":true").problem()).isEqualTo("not-allowed");
    assertThat(registry.versions("rocket")).hasSize(1);
  }

  @Test
  void aNameThatIsGivenUpTakesItsStarsAlong() {
    npmStar(bob, "/rocket", "\"bob\":true");
    registry.terminal().run("package", "remove", "rocket", "--reason", "a key");
    registry.terminal().run("package", "free", "rocket");
    assertThat(registry.rows("star")).isZero();
  }
}

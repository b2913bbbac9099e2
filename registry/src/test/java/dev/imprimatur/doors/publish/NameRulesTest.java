package dev.imprimatur.doors.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.packages.NameRules;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody takes a name that looks like another, or that the operator keeps. */
@OnPostgres
final class NameRulesTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private TestRegistry registry =
      TestRegistry.with()
          .nameRules(new NameRules(true, List.of(new PackageGlob("acme-*"))))
          .start();

  private Client alice = registry.anyone();
  private Client bob = registry.anyone();

  @BeforeEach
  void open() {
    begin();
  }

  private void begin() {
    registry.addUser("alice", false);
    registry.addUser("bob", false);
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    alice = registry.with(registry.session("alice"));
    bob = registry.with(registry.session("bob"));
    assertThat(publish(alice, "space-ship.js").status()).isEqualTo(201);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static Client.Answer publish(Client client, String name) {
    var first = TestPackage.of(name, "1.0.0");
    return client.put(first.path(), first.document());
  }

  @ParameterizedTest
  @ValueSource(strings = {"spaceshipjs", "space_ship-js", "space-ship-js", "s.p-aceship.js"})
  void aNameThatDiffersByPunctuationIsRefused(String name) {
    assertThat(publish(bob, name).problem()).isEqualTo("name-too-similar");
    assertThat(registry.anyone().get("/" + name).status()).isEqualTo(404);
  }

  @Test
  void itIsRefusedInNpmsWords() {
    SENTENCES.refused(publish(alice, "spaceshipjs"), "name-too-similar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spaceship", "space-ship.jsx", "@acme/spaceshipjs", "@bob/space-ship.js"})
  void anotherNameIsTaken(String name) {
    var client = name.startsWith("@bob") ? bob : alice;
    assertThat(publish(client, name).status()).isEqualTo(201);
  }

  /** The versions that follow are not asked, nor is what was there before the rule. */
  @Test
  void whatIsThereGoesOn() {
    var next = TestPackage.of("space-ship.js", "1.1.0");
    assertThat(alice.put(next.path(), next.document()).status()).isEqualTo(201);
  }

  @Test
  void whatIsReservedIsNobodys() {
    SENTENCES.refused(publish(alice, "acme-tool"), "name-reserved");
    assertThat(publish(alice, "acme").status()).isEqualTo(201);
  }

  @Test
  void theOperatorMaySwitchItOff() {
    registry.close();
    registry = TestRegistry.with().nameRules(new NameRules(false, List.of())).start();
    begin();
    assertThat(publish(bob, "spaceshipjs").status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({
    "spaceship,true,''",
    "spaceshipjs,false,name-too-similar",
    "acme-tool,false,name-reserved",
    "space-ship.js,false,not-allowed",
    "@acme%2ftool,false,not-allowed",
    "Upper,false,invalid-name",
  })
  void whoAsksLearnsWhatAPublishWouldSay(String name, boolean free, String code) {
    var answer = bob.get("/-/api/v1/names/" + name).json();
    assertThat(answer.truth("free")).isEqualTo(free);
    assertThat(answer.text("code").orElse("")).isEqualTo(code);
    assertThat(answer.text("why").isPresent()).isEqualTo(!free);
  }

  @Test
  void anOwnerLearnsThatItIsThere() {
    var answer = alice.get("/-/api/v1/names/space-ship.js").json();
    assertThat(answer.text("code")).contains("name-taken");
    assertThat(registry.anyone().get("/-/api/v1/names/free").status()).isEqualTo(401);
  }
}

package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.access.Registration;
import dev.imprimatur.sso.SignOnPolicy;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A registry where nobody signs in with a password, unless the operator lets one person in. */
final class PasswordsOffTest {
  private static final String CHOSEN = "violet umbrellas at dawn";

  private final TestRegistry registry =
      TestRegistry.with().signOn(new SignOnPolicy(List.of(), false), Registration.SSO).start();

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void aRightPasswordIsRefusedInTheWordsOfAWrongOne() {
    registry.addUser("alice", true);
    var right = signIn("alice", TestRegistry.password());
    assertThat(right.status()).isEqualTo(403);
    assertThat(right.problem()).isEqualTo("passwords-off");
    assertThat(signIn("alice", "guessed").message()).isEqualTo(right.message());
    assertThat(signIn("nobody", "guessed").message()).isEqualTo(right.message());
  }

  @Test
  void theOperatorLetsOnePersonInForADay() {
    registry.addUser("alice", true);
    registry.addUser("bob", true);
    var said =
        registry
            .terminal()
            .runReading(CHOSEN + "\n", "user", "recover", "alice", "--password-stdin");
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(signIn("alice", CHOSEN).status()).isEqualTo(201);
    assertThat(signIn("alice", "guessed").problem()).isEqualTo("passwords-off");
    assertThat(signIn("bob", TestRegistry.password()).problem()).isEqualTo("passwords-off");
    assertThat(registry.events().stream().map(event -> event.kind().wire()))
        .contains("password-allowed");

    registry.clock().advance(Duration.ofHours(24));
    assertThat(signIn("alice", CHOSEN).problem()).isEqualTo("passwords-off");
  }

  private Client.Answer signIn(String user, String password) {
    return registry
        .anyone()
        .put(
            "/-/user/org.couchdb.user:" + user,
            "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(user, password));
  }
}

package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@code npm logout} works with every token that a file may hold: npm removes it from there only
 * once the registry has said yes, and nobody learns from that whether it was any good.
 */
final class SignOutTest {
  private final TestRegistry registry = TestRegistry.start();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Client.Answer signedOut(String token) {
    return registry.with(token).delete("/-/user/token/" + token);
  }

  @Test
  void theAnswerIsTheSameWhateverBecameOfTheToken() {
    var good = registry.session("alice");
    var expired = registry.session("alice");
    var revoked = registry.session("alice");
    var first = signedOut(revoked);
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.text()).isEqualTo("{\"ok\":true}");
    registry.clock().advance(Duration.ofHours(11));
    assertThat(signedOut(good).text()).isEqualTo(first.text());
    registry.clock().advance(Duration.ofHours(2));
    for (var token : new String[] {expired, revoked, "npm_imp" + "x".repeat(37), "of-elsewhere"}) {
      var answer = signedOut(token);
      assertThat(answer.status()).as(token).isEqualTo(first.status());
      assertThat(answer.text()).as(token).isEqualTo(first.text());
    }
  }

  @Test
  void aDisabledUserSignsOut() {
    var session = registry.session("alice");
    registry.disable("alice");
    assertThat(signedOut(session).status()).isEqualTo(200);
  }

  @Test
  void theEventSaysWhoseItWas() {
    var session = registry.session("alice");
    assertThat(signedOut(session).status()).isEqualTo(200);
    assertThat(registry.with(session).get("/-/whoami").status()).isEqualTo(401);
    assertThat(registry.events().getLast().toString())
        .contains("TOKEN_REVOKED")
        .contains("person:alice");
    registry.pending("rocket", TestRegistry.workflow("acme/rocket"), "alice");
    var minted = registry.minted("rocket", TestRegistry.job("acme/rocket"));
    assertThat(signedOut(minted).status()).isEqualTo(200);
    assertThat(registry.events().getLast().toString())
        .contains("TOKEN_REVOKED")
        .contains("publisher:");
    int before = registry.events().size();
    signedOut(minted);
    assertThat(registry.events()).hasSize(before);
  }

  @Test
  void withoutATokenThereIsNothingToEnd() {
    var session = registry.session("alice");
    var path = "/-/user/token/" + session;
    assertThat(registry.anyone().delete(path).status()).isEqualTo(401);
    var elsewhere = registry.with("npm_imp" + "x".repeat(37)).delete(path);
    assertThat(elsewhere.problem()).isEqualTo("unusable-credential");
    assertThat(registry.with(session).get("/-/whoami").status()).isEqualTo(200);
  }

  @Test
  void anExpiredTokenIsToldWhatToDo() {
    var session = registry.with(registry.session("alice"));
    registry.pending("rocket", TestRegistry.workflow("acme/rocket"), "alice");
    var job = registry.with(registry.minted("rocket", TestRegistry.job("acme/rocket")));
    registry.clock().advance(Duration.ofHours(13));
    assertThat(session.get("/-/whoami").message())
        .startsWith("This token expired at ")
        .endsWith("Sign in again with npm login.");
    assertThat(job.get("/-/whoami").message()).endsWith("for a fresh identity token.");
  }
}

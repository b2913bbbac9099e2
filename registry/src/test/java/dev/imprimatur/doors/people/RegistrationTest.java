package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.access.Registration;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.limits.PeopleLimits.SessionLife;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who makes an account by {@code npm adduser}, and how long a sign-in lasts. */
final class RegistrationTest {
  private static Client.Answer addUser(TestRegistry registry, String name, String password) {
    var body =
        "{\"name\":\"%s\",\"password\":\"%s\",\"email\":\"%s@acme.example\",\"type\":\"user\"}"
            .formatted(name, password, name);
    return registry.anyone().put("/-/user/org.couchdb.user:" + name, body);
  }

  @Test
  void whereItIsOpenAnybodyMakesAnAccount() {
    try (var registry = TestRegistry.with().registration(Registration.OPEN).start()) {
      var made = addUser(registry, "alice", TestRegistry.password());
      assertThat(made.status()).as(made.text()).isEqualTo(201);
      var alice = registry.with(made.json().text("token").orElseThrow());
      assertThat(alice.get("/-/whoami").text()).contains("alice");
      assertThat(registry.events().getFirst().kind()).isEqualTo(EventKind.USER_ADDED);
      // pnpm sends the address also with a sign-in.
      assertThat(addUser(registry, "alice", TestRegistry.password()).status()).isEqualTo(201);
      assertThat(addUser(registry, "alice", "not this password").problem())
          .isEqualTo("sign-in-refused");
      assertThat(addUser(registry, "bob", "password123").problem()).isEqualTo("invalid-password");
      assertThat(registry.rows("account")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPEN")
  void otherwiseNobodyLearnsWhoHasOne(Registration registration) {
    try (var registry = TestRegistry.with().registration(registration).start()) {
      registry.addUser("alice", false);
      var unknown = addUser(registry, "bob", "not this password");
      var wrong = addUser(registry, "alice", "not this password");
      assertThat(unknown.status()).isEqualTo(401);
      assertThat(unknown.message()).isEqualTo(wrong.message());
      assertThat(registry.rows("account")).isEqualTo(1);
    }
  }

  @Test
  void aSessionThatIsNotUsedEnds() {
    var life = new SessionLife(Duration.ofDays(7), Duration.ofHours(2));
    try (var registry = TestRegistry.start(Limits.standard().withSessions(life))) {
      registry.addUser("alice", false);
      var used = registry.with(registry.session("alice"));
      var unused = registry.with(registry.session("alice"));
      registry.clock().advance(Duration.ofMinutes(90));
      assertThat(used.get("/-/whoami").status()).isEqualTo(200);
      registry.keepHouse();
      assertThat(unused.get("/-/npm/v1/user").status()).isEqualTo(200);
      registry.clock().advance(Duration.ofMinutes(119));
      assertThat(used.get("/-/whoami").status()).isEqualTo(200);
      registry.clock().advance(Duration.ofMinutes(2));
      registry.keepHouse();
      assertThat(used.get("/-/whoami").status()).isEqualTo(200);
      assertThat(unused.get("/-/whoami").message()).contains("expired");
      registry.clock().advance(Duration.ofDays(7));
      assertThat(used.get("/-/whoami").status()).isEqualTo(401);
    }
  }
}

package dev.imprimatur.doors.holes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.people.Callers;
import dev.imprimatur.doors.people.RouteVisit;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A password that is hashed for each request, by which an account holder keeps a server busy. Here
 * only a sign-in looks at a password's hash, so that everything goes on where that is gone. {@code
 * SignInFloodTest} shows what many sign-ins at once can do.
 */
final class PasswordHashTest {
  private static String basic(String user) {
    var text = user + ":" + TestRegistry.password();
    var encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    return "Basic " + encoded;
  }

  private static List<String> visits(TestRegistry registry, List<Client> clients) {
    var answers = new ArrayList<String>();
    for (var route : registry.inside().routes()) {
      for (var client : clients) {
        // What is sent to them tells nothing to anybody; a sign-in is one that hashes.
        if (!route.contains("/-/user/{login}") && !route.contains("logout")) {
          answers.add(route + " " + RouteVisit.ask(client, route, Callers.CLOSED).status());
        }
      }
    }
    return answers;
  }

  @Test
  void noRequestWithATokenLooksAtThePassword() {
    try (var registry = TestRegistry.start()) {
      Callers.of(registry);
      var clients =
          List.of(
              registry.with(registry.session("alice")),
              registry.with(registry.token("root", true)));
      var before = visits(registry, clients);
      registry.sql("UPDATE account SET password = ?", "no hash of anything");
      assertThat(visits(registry, clients)).isEqualTo(before);
      var next = TestPackage.of(Callers.CLOSED, "2.0.0");
      assertThat(clients.getFirst().put(next.path(), next.document()).status()).isEqualTo(201);
    }
  }

  /** With every request, npm's old settings send a password. */
  @Test
  void aPasswordInARequestIsNoCredential() {
    try (var registry = TestRegistry.start()) {
      Callers.of(registry);
      var client = registry.anyone().with("authorization", basic("alice"));
      for (var route : registry.inside().routes()) {
        var with = RouteVisit.ask(client, route, Callers.CLOSED).status();
        var without = RouteVisit.ask(registry.anyone(), route, Callers.CLOSED).status();
        assertThat(with).as(route).isIn(without, 401, 403);
      }
    }
  }
}

package dev.imprimatur.doors.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.addresses.AddressRange;
import dev.imprimatur.addresses.TrustedProxies;
import dev.imprimatur.addresses.TrustedProxies.ForwardedHeader;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.tokens.TokenPermission;
import dev.imprimatur.tokens.TokenTerms;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a request came from, as a proxy says it, and as others would like it to be. */
final class ForwardedTest {
  private static final String FORWARDED = "x-forwarded-for";
  private static final TrustedProxies LOOPBACK =
      new TrustedProxies(
          List.of(AddressRange.parse("127.0.0.0/8").orElseThrow()),
          ForwardedHeader.X_FORWARDED_FOR);

  private static Client.Answer signIn(Client client, String password) {
    return client.put(
        "/-/user/org.couchdb.user:alice",
        "{\"name\":\"alice\",\"password\":\"%s\"}".formatted(password));
  }

  private static String boundTo(TestRegistry registry, String range) {
    return registry.token(
        "alice",
        new TokenTerms(
            "bound",
            "",
            TokenPermission.READ_ONLY,
            List.of(new PackageGlob("*")),
            TokenPermission.NO_ACCESS,
            List.of(),
            List.of(AddressRange.parse(range).orElseThrow()),
            false));
  }

  @Test
  void aTrustedProxyIsBelievedEverywhere() {
    try (var registry = TestRegistry.with().trusting(LOOPBACK).start()) {
      registry.addUser("alice", false);
      var token = boundTo(registry, "192.0.2.0/24");
      var inside = registry.with(token).with(FORWARDED, "1.1.1.1, 192.0.2.7");
      assertThat(inside.get("/-/whoami").status()).isEqualTo(200);
      var listed = registry.with(registry.session("alice")).get("/-/npm/v1/tokens").json();
      var first = (JsonObject) listed.array("objects").orElseThrow().items().getFirst();
      assertThat(first.text("accessed_from")).contains("192.0.2.7");
      // One of them guesses, and the others behind the same proxy sign in.
      var guesser = registry.anyone().with(FORWARDED, "203.0.113.9");
      for (int i = 0; i < 10; i++) {
        assertThat(signIn(guesser, "guess " + i).status()).isEqualTo(401);
      }
      assertThat(signIn(guesser, TestRegistry.password()).problem()).isEqualTo("too-many-sign-ins");
      var other = registry.anyone().with(FORWARDED, "203.0.113.10");
      assertThat(signIn(other, TestRegistry.password()).status()).isEqualTo(201);
      assertThat(registry.events().stream().map(each -> each.facts().text("address").orElse("")))
          .contains("203.0.113.9")
          .doesNotContain("127.0.0.1");
      // A line is written after its answer, and long before a dozen more.
      assertThat(registry.logged()).anyMatch(line -> line.contains("client.address=192.0.2.7 "));
    }
  }

  @Test
  @Covers("A521")
  void nobodyElseIsBelieved() {
    try (var registry = TestRegistry.start()) {
      registry.addUser("alice", false);
      for (int i = 0; i < 10; i++) {
        var forged = registry.anyone().with(FORWARDED, "192.0.2." + i);
        assertThat(signIn(forged.with("forwarded", "for=192.0.2." + i), "guess").status())
            .isEqualTo(401);
      }
      var moved = registry.anyone().with(FORWARDED, "192.0.2.99");
      assertThat(signIn(moved, TestRegistry.password()).problem()).isEqualTo("too-many-sign-ins");
      assertThat(registry.logged()).noneMatch(line -> line.contains("client.address=192.0.2"));
    }
  }

  @Test
  void theOperatorIsToldOfAProxyThatNobodyNamedAndOnce() {
    try (var registry = TestRegistry.start()) {
      for (int i = 0; i < 3; i++) {
        registry.anyone().with(FORWARDED, "192.0.2.1").get("/-/ping");
      }
      assertThat(registry.logged())
          .filteredOn(line -> line.contains("trustedProxies: [127.0.0.1]"))
          .hasSize(1);
    }
    try (var registry = TestRegistry.with().trusting(LOOPBACK).start()) {
      registry.anyone().with(FORWARDED, "192.0.2.1").get("/-/ping");
      registry.anyone().get("/-/ping");
      assertThat(registry.logged()).noneMatch(line -> line.contains("trustedProxies"));
    }
  }

  @Test
  @Covers("A522")
  void whatStandsInFrontOfTheProxysWordIsForged() {
    try (var registry = TestRegistry.with().trusting(LOOPBACK).start()) {
      registry.addUser("alice", false);
      for (int i = 0; i < 10; i++) {
        var forged =
            registry
                .anyone()
                .with(FORWARDED, "192.0.2.%d, \"x, 203.0.113.9".formatted(i))
                .with("forwarded", "for=192.0.2." + i);
        assertThat(signIn(forged, "guess").status()).isEqualTo(401);
      }
      var again = registry.anyone().with(FORWARDED, "198.51.100.1, 127.0.0.1, 203.0.113.9");
      assertThat(signIn(again, TestRegistry.password()).problem()).isEqualTo("too-many-sign-ins");
    }
  }

  @Test
  @Covers("A523")
  void aTokenIsNotMovedByAHeader() {
    try (var registry = TestRegistry.with().trusting(LOOPBACK).start()) {
      registry.addUser("alice", false);
      var token = boundTo(registry, "10.0.0.0/8");
      for (var header :
          List.of(
              "10.0.0.1, 203.0.113.9",
              "10.0.0.1, 203.0.113.9, 127.0.0.1",
              "10.0.0.1,203.0.113.9:10",
              "10.0.0.1, unknown",
              "10.0.0.1, [::ffff:203.0.113.9]",
              "10.0.0.1, 10.0.0.1.evil.example",
              "10.0.0.1,")) {
        var answer = registry.with(token).with(FORWARDED, header).get("/-/whoami");
        boolean own = header.endsWith(",");
        assertThat(answer.problem()).as(header).isEqualTo(own ? "" : "address-not-allowed");
      }
      var other = registry.with(token).with("forwarded", "for=10.0.0.1").get("/-/whoami");
      assertThat(other.problem()).isEqualTo("address-not-allowed");
    }
  }
}

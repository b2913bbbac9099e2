package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.mail.MailServer.Tls;
import dev.imprimatur.mail.PostOffice;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.tokens.TokenPermission;
import dev.imprimatur.tokens.TokenTerms;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mails about tokens, and the operator's commands for them. */
@OnPostgres
final class TokenNoticeTest {
  private PostOffice office;
  private TestRegistry registry;

  @BeforeEach
  void start() {
    office = PostOffice.open(Tls.STARTTLS);
    registry = TestRegistry.with().mail(office.settings()).start();
    registry.addUser("alice", false);
    registry.addUser("bob", false);
  }

  @AfterEach
  void stop() {
    registry.close();
    office.close();
  }

  private List<String> letters() throws InterruptedException {
    registry.tell();
    return office.letters().stream().map(PostOffice.Letter::text).toList();
  }

  private String token(String name) {
    return registry.token(
        "alice",
        TokenTerms.of(name, TokenPermission.READ_ONLY, List.of(new PackageGlob("rocket"))));
  }

  @Test
  void whoseTokenWasFoundIsTold() throws InterruptedException {
    var token = token("for the fair");
    for (int i = 0; i < 2; i++) {
      var report =
          registry.anyone().post("/-/api/v1/tokens/report", "{\"token\":\"%s\"}".formatted(token));
      assertThat(report.status()).isEqualTo(204);
    }
    assertThat(registry.with(token).get("/-/whoami").status()).isEqualTo(401);
    var letters = letters();
    assertThat(letters).hasSize(1);
    assertThat(letters.getFirst())
        .contains("To: alice@acme.example")
        .contains("Somebody found a token \"for the fair\" of alice and reported it.")
        .doesNotContain(token);
  }

  @Test
  void whoseTokenExpiresIsToldTwiceAndNotAtOnce() throws InterruptedException {
    assertThat(registry.terminal().run("token", "create", "--user", "alice", "--read-only").exit())
        .isZero();
    registry.keepHouse();
    assertThat(letters()).isEmpty();
    registry.clock().advance(Duration.ofDays(23));
    for (int i = 0; i < 3; i++) {
      registry.keepHouse();
    }
    assertThat(letters()).hasSize(1);
    registry.clock().advance(Duration.ofDays(6));
    for (int i = 0; i < 3; i++) {
      registry.keepHouse();
    }
    var letters = letters();
    assertThat(letters).hasSize(2);
    assertThat(letters.getLast())
        .contains("\"made by the operator\" of alice expires on 2026-12-22");
    registry.clock().advance(Duration.ofDays(1));
    registry.keepHouse();
    assertThat(letters()).hasSize(2);
  }

  /** A token of a week would be told of on its first day. */
  @Test
  void ofAShortTokenOnlyTheLastDayIsTold() throws InterruptedException {
    token("short");
    registry.keepHouse();
    registry.clock().advance(Duration.ofDays(5));
    registry.keepHouse();
    assertThat(letters()).isEmpty();
    registry.clock().advance(Duration.ofDays(1));
    registry.keepHouse();
    assertThat(letters()).hasSize(1);
  }

  @Test
  void theOperatorListsAndRevokes() throws InterruptedException {
    var first = token("first");
    var second = token("second");
    var session = registry.session("alice");
    var bobs = registry.token("bob", true);
    registry.with(first).get("/-/whoami");
    registry.keepHouse();
    var all = registry.terminal().run("token", "list");
    assertThat(all.out().lines()).hasSize(4);
    assertThat(all.out()).contains("\"first\" (read-only)", "last used", "from 127.0.0.1");
    assertThat(all.out()).doesNotContain(first, second, session, bobs);
    var json = registry.terminal().run("token", "list", "--user", "bob", "--json").out();
    assertThat(json).contains("\"user\":\"bob\"").doesNotContain("alice");
    var id = json.replaceFirst("(?s).*\"id\":\"([^\"]+)\".*", "$1");
    assertThat(registry.terminal().run("token", "revoke", id).exit()).isZero();
    assertThat(registry.with(bobs).get("/-/whoami").status()).isEqualTo(401);
    assertThat(registry.terminal().run("token", "revoke", id).exit()).isEqualTo(1);
    assertThat(registry.terminal().run("token", "revoke", "--user", "alice").exit()).isZero();
    for (var token : List.of(first, second, session)) {
      assertThat(registry.with(token).get("/-/whoami").status()).isEqualTo(401);
    }
    assertThat(registry.events())
        .extracting(each -> each.kind())
        .contains(EventKind.TOKEN_REVOKED, EventKind.TOKENS_REVOKED);
    assertThat(letters()).hasSize(1);
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    for (var arguments :
        List.of(
            new String[] {"token", "revoke"},
            new String[] {"token", "revoke", "x"},
            new String[] {
              "token", "revoke", "00000000-0000-0000-0000-000000000000", "--user", "alice"
            },
            new String[] {"token", "revoke", "--user", "nobody"},
            new String[] {"token", "list", "--user", "nobody"},
            new String[] {"token", "create", "--user", "nobody"},
            new String[] {"token", "create", "--user", "alice", "--expires", "91"},
            new String[] {"token", "create", "--user", "alice", "--cidr", "10.0.0.0/33"},
            new String[] {"token", "create", "--user", "alice", "--read-only", "--stage-only"})) {
      var told = registry.terminal().run(arguments);
      assertThat(told.exit()).as(String.join(" ", arguments)).isEqualTo(1);
      assertThat(told.err().lines()).hasSize(1);
    }
    assertThat(registry.rows("token")).isZero();
  }
}

package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.access.Registration;
import dev.imprimatur.audit.SignOnEvent;
import dev.imprimatur.mail.MailServer.Tls;
import dev.imprimatur.mail.PostOffice;
import dev.imprimatur.sso.SignOnPolicy;
import dev.imprimatur.wiring.Browser;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestLinks;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mails that hold a link, and mails about what became of somebody's account. */
final class AccountMailTest {
  /** Mails are sent on threads of their own, and somebody else may need this machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private PostOffice office;
  private TestRegistry registry;

  @BeforeEach
  void start() {
    office = PostOffice.open(Tls.STARTTLS);
    registry = TestRegistry.with().mail(office.settings()).start();
    registry.addUser("alice", false);
  }

  @AfterEach
  void stop() {
    registry.close();
    office.close();
  }

  private List<String> recipients() {
    return office.letters().stream().map(PostOffice.Letter::to).toList();
  }

  private PostOffice.Letter letter(String to, String subject) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (find(to, subject).isEmpty() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(find(to, subject)).hasSize(1);
    return find(to, subject).getFirst();
  }

  private List<PostOffice.Letter> find(String to, String subject) {
    return office.letters().stream()
        .filter(letter -> letter.to().equals(to) && letter.text().contains("Subject: " + subject))
        .toList();
  }

  @Test
  void anotherMailAddressIsVerifiedAndTheFormerOneTold() {
    var alice = registry.with(registry.session("alice"));
    var told = alice.post("/-/npm/v1/user", "{\"email\":\"alice@other.example\"}");
    assertThat(told.status()).isEqualTo(200);
    letter("alice@acme.example", "Your mail address");
    var link = letter("alice@other.example", "Is this your mail address");
    assertThat(alice.get("/-/npm/v1/user").json().truth("email_verified")).isFalse();
    registry.links().verify(link.text());
    assertThat(alice.get("/-/npm/v1/user").json().truth("email_verified")).isTrue();
  }

  @Test
  @Covers("S46")
  void noLinkNamesAHostThatARequestSaid() {
    var alice = registry.with(registry.session("alice"));
    for (var header : List.of("x-forwarded-host", "x-host", "x-forwarded-server", "forwarded")) {
      alice = alice.with(header, header.equals("forwarded") ? "host=evil.example" : "evil.example");
    }
    var told = alice.post("/-/npm/v1/user", "{\"email\":\"alice@other.example\"}");
    assertThat(told.status()).isEqualTo(200);
    var link = letter("alice@other.example", "Is this your mail address");
    assertThat(link.text()).contains("http://registry.test/-/link/").doesNotContain("evil");
  }

  @Test
  void aLinkForAnotherPasswordGoesToAddressesThatWereVerifiedAlone() {
    registry.addUser("bob", false);
    registry.sql("UPDATE account SET email_verified_at = 1 WHERE name = 'bob'");
    registry.links().forgotPassword("alice");
    registry.links().forgotPassword("alice@acme.example");
    registry.links().forgotPassword("nobody");
    registry.links().forgotPassword("bob@acme.example");
    var letter = letter("bob@acme.example", "Another password");
    assertThat(recipients()).containsExactly("bob@acme.example");
    registry.links().choosePassword(letter.text(), "another long pass phrase");
  }

  @Test
  void whoHasForgottenTheirPasswordGetsALinkAndEverybodyTheSameAnswer() {
    registry.sql("UPDATE account SET email_verified_at = 1 WHERE name = 'alice'");
    var browser = new Browser(registry);
    assertThat(browser.open("/-/login").text()).contains("href=\"/-/login/forgot\"");
    var known = forgotten(browser, "alice");
    assertThat(known.status()).isEqualTo(200);
    for (var other : List.of("nobody", "alice@other.example", "Not a name", "")) {
      assertThat(forgotten(new Browser(registry), other).text()).as(other).isEqualTo(known.text());
    }
    var letter = letter("alice@acme.example", "Another password");
    assertThat(recipients()).containsExactly("alice@acme.example");

    var link = "/-/link/" + TestLinks.secret(letter.text()).reveal();
    var chosen = Map.of("password", "another long pass phrase");
    assertThat(browser.submit(link, browser.open(link), chosen).text())
        .contains("another password");
    var typed = Map.of("name", "alice", "password", "another long pass phrase");
    assertThat(browser.submit("/-/login", browser.open("/-/login"), typed).status()).isEqualTo(303);
  }

  private static Client.Answer forgotten(Browser browser, String account) {
    return browser.submit(
        "/-/login/forgot", browser.open("/-/login/forgot"), Map.of("account", account));
  }

  /** Their provider lets them in, and may do so no more, whoever reads their mail. */
  @Test
  void whoHasNoPasswordGetsNoLinkForOne() {
    registry.addUser("bob", false);
    registry.sql("UPDATE account SET email_verified_at = 1");
    registry.sql("UPDATE account SET password = NULL WHERE name = 'alice'");
    registry.links().forgotPassword("alice");
    registry.links().forgotPassword("bob");
    letter("bob@acme.example", "Another password");
    assertThat(registry.inside().texts("account_link", "account")).containsExactly("bob");
  }

  @Test
  void thereIsNoSuchPageWithoutMailOrPasswords() {
    try (var without = TestRegistry.start();
        var others =
            TestRegistry.with()
                .mail(office.settings())
                .signOn(new SignOnPolicy(List.of(), false), Registration.SSO)
                .start()) {
      for (var each : List.of(without, others)) {
        var browser = new Browser(each);
        assertThat(browser.open("/-/login").text()).doesNotContain("/-/login/forgot");
        assertThat(browser.open("/-/login/forgot").status()).isEqualTo(404);
      }
    }
  }

  @Test
  void whoLinksAnAccountElsewhereIsTold() throws InterruptedException {
    registry
        .inside()
        .happened(new SignOnEvent.IdentityLinked("alice", "https://login.example", "x"));
    registry.inside().happened(new SignOnEvent.IdentityUnlinked("alice", "https://login.example"));
    registry.tell();
    assertThat(recipients()).containsExactly("alice@acme.example", "alice@acme.example");
  }

  @Test
  void anInvitationIsMailedAndVerifiesItsAddress() {
    registry.addUser("root", true);
    registry.links().mailBy(registry.session("root"), "bob@acme.example");
    var bob = registry.links().makeAccount(office.letters().getFirst().text(), "bob");
    assertThat(bob.email()).isEqualTo("bob@acme.example");
    assertThat(registry.with(registry.session("bob")).get("/-/npm/v1/user").text())
        .contains("\"email_verified\":true");
  }

  @Test
  void aPersonReadsWhatBecameOfTheirAccount() throws InterruptedException {
    assertThat(registry.terminal().run("user", "recover", "alice").exit()).isZero();
    registry.tell();
    assertThat(recipients()).containsExactly("alice@acme.example");
    assertThat(office.letters().getFirst().text()).contains("may only read for three days");
  }
}

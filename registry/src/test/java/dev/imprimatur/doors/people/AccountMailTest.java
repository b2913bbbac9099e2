package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.mail.MailServer.Tls;
import dev.imprimatur.mail.PostOffice;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
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

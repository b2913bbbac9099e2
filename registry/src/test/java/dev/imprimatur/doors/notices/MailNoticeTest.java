package dev.imprimatur.doors.notices;

import static dev.imprimatur.doors.support.Trusting.github;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.mail.MailServer.Tls;
import dev.imprimatur.mail.PostOffice;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets which mails. */
final class MailNoticeTest {
  private PostOffice office;
  private TestRegistry registry;

  @BeforeEach
  void start() {
    office = PostOffice.open(Tls.STARTTLS);
    registry = TestRegistry.with().mail(office.settings()).start();
    registry.addUser("alice", false);
    registry.addUser("bob", false);
    var release = TestPackage.of("rocket", "1.0.0");
    registry.with(registry.token("alice", true)).put(release.path(), release.document());
  }

  @AfterEach
  void stop() {
    registry.close();
    office.close();
  }

  private Client alice() {
    return registry.with(registry.session("alice"));
  }

  private List<String> recipients() {
    return office.letters().stream().map(PostOffice.Letter::to).toList();
  }

  @Test
  void anOwnerReadsWhatHappened() throws InterruptedException {
    Trusting.add(alice(), "rocket", github("acme/rocket"));
    registry.tell();
    registry.tell();
    assertThat(recipients()).containsExactly("alice@acme.example");
    assertThat(office.letters().getFirst().text())
        .contains("Subject: rocket: publisher added\n")
        .contains("A trusted publisher was added to rocket: ")
        .contains("By:    person:alice")
        .contains("More:  http://registry.test/rocket");
  }

  @Test
  @Covers("P02")
  void theOwnersOfAnOrganizationGetOneEachAndMembersNone() throws InterruptedException {
    registry.addUser("carol", false);
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    registry.terminal().run("org", "member", "acme", "bob", "--role", "owner");
    registry.terminal().run("org", "member", "acme", "carol");
    var release = TestPackage.of("@acme/kit", "1.0.0");
    registry.with(registry.token("carol", true)).put(release.path(), release.document());
    registry.tell();
    // Each membership is told to who decides for the organization by then, and to the member.
    var joined = recipients();
    assertThat(joined)
        .containsExactlyInAnyOrder(
            "alice@acme.example",
            "bob@acme.example",
            "alice@acme.example",
            "bob@acme.example",
            "carol@acme.example");
    Trusting.add(alice(), "@acme/kit", github("acme/kit"));
    registry.tell();
    assertThat(recipients().subList(joined.size(), recipients().size()))
        .containsExactlyInAnyOrder("alice@acme.example", "bob@acme.example");
  }

  @Test
  void whoLosesAPackageReadsItAndSoDoesWhoGetsIt() throws InterruptedException {
    assertThat(registry.terminal().run("package", "transfer", "rocket", "bob").exit()).isZero();
    registry.tell();
    assertThat(recipients()).containsExactlyInAnyOrder("alice@acme.example", "bob@acme.example");
    assertThat(office.letters().getFirst().text())
        .contains("Subject: rocket: package transferred\n")
        .contains("rocket belongs to bob from now on.");
  }

  @Test
  void whoIsDisabledGetsNoMails() throws InterruptedException {
    Trusting.add(alice(), "rocket", github("acme/rocket"));
    registry.disable("alice");
    registry.tell();
    assertThat(recipients()).isEmpty();
  }

  @Test
  @Covers("P28")
  void whatTheServerDoesNotTakeNowIsSentLater() throws InterruptedException {
    office.refuse(PostOffice.Step.TEXT, 451, "later");
    Trusting.add(alice(), "rocket", github("acme/rocket"));
    registry.tell();
    assertThat(office.letters()).isEmpty();
    assertThat(registry.rows("delivery")).isEqualTo(1);
    assertThat(kinds()).doesNotContain("notification-failed");
    for (int i = 0; i < 12; i++) {
      registry.clock().advance(Duration.ofHours(1));
      registry.tell();
    }
    assertThat(kinds()).contains("notification-failed");
  }

  @Test
  @Covers("P28")
  void whatTheServerNeverTakesIsGivenUpAtOnce() throws InterruptedException {
    office.refuse(PostOffice.Step.RECIPIENT, 550, "no such mailbox");
    Trusting.add(alice(), "rocket", github("acme/rocket"));
    registry.tell();
    assertThat(kinds()).contains("notification-failed");
    assertThat(registry.events().getLast().facts().text("recipient")).contains("mail:alice");
  }

  private List<String> kinds() {
    return registry.events().stream().map(each -> each.kind().wire()).toList();
  }
}

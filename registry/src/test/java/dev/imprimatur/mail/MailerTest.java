package dev.imprimatur.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.limits.Limits;
import dev.imprimatur.mail.MailDelivery.Later;
import dev.imprimatur.mail.MailDelivery.Never;
import dev.imprimatur.mail.MailDelivery.Sent;
import dev.imprimatur.mail.MailServer.Tls;
import dev.imprimatur.mail.PostOffice.Step;
import dev.imprimatur.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Isolated("makes every logger of the process talk")
class MailerTest {
  private static final Instant NOW = Instant.parse("2026-11-25T01:02:03.456Z");
  private static final UUID ID = UUID.fromString("01994b2e-0000-7000-8000-00000000002a");
  private static final MailAddress ALICE = new MailAddress("alice@acme.example");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Test
  void aMailArrivesAsItWasWritten() {
    try (var office = PostOffice.open(Tls.STARTTLS)) {
      var sent = send(office, "rocket has a new publisher", "Line 1\n.\n..\nFrom here\n");

      assertThat(sent).isEqualTo(new Sent());
      assertThat(office.letters())
          .containsExactly(
              new PostOffice.Letter(
                  "npm@acme.example",
                  "alice@acme.example",
                  """
                  Date: Wed, 25 Nov 2026 01:02:03 +0000
                  From: npm@acme.example
                  To: alice@acme.example
                  Message-ID: <01994b2e-0000-7000-8000-00000000002a@npm.acme.example>
                  Subject: rocket has a new publisher
                  MIME-Version: 1.0
                  Content-Type: text/plain; charset=UTF-8
                  Content-Transfer-Encoding: 7bit
                  Auto-Submitted: auto-generated

                  Line 1
                  .
                  ..
                  From here
                  """));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyKindOfServerIsSpokenTo(Tls tls) {
    try (var office = PostOffice.open(tls)) {
      assertThat(send(office, "Hello", "Hello")).isEqualTo(new Sent());
      assertThat(office.letters()).hasSize(1);
    }
  }

  @Test
  void otherLettersArrive() {
    try (var office = PostOffice.open(Tls.NONE)) {
      send(office, "Veröffentlicht: 火箭", "火箭 ist da.\n");

      assertThat(office.letters().getFirst().text())
          .contains("Subject: =?UTF-8?Q?Ver=C3=B6ffentlicht:_=E7=81=AB=E7=AE=AD?=\n")
          .contains("Content-Transfer-Encoding: quoted-printable\n")
          .endsWith("\n\n=E7=81=AB=E7=AE=AD ist da.\n");
    }
  }

  @Test
  void whatOthersChoseAddsNoHeader() {
    try (var office = PostOffice.open(Tls.NONE)) {
      send(
          office,
          "Branch a\r\nBcc: mallory@evil.example\r\n\r\nbody\0\u202e\u2028",
          "one\r.\rtwo\u0000three\u202efour\n");

      var letter = office.letters().getFirst();
      assertThat(letter.to()).isEqualTo("alice@acme.example");
      var head = letter.text().substring(0, letter.text().indexOf("\n\n"));
      assertThat(head.lines().filter(line -> !line.startsWith(" ")).map(MailerTest::name))
          .containsExactly(
              "Date",
              "From",
              "To",
              "Message-ID",
              "Subject",
              "MIME-Version",
              "Content-Type",
              "Content-Transfer-Encoding",
              "Auto-Submitted");
      assertThat(letter.text()).matches("[\\n\\x20-\\x7e]*");
    }
  }

  @Test
  void whatIsTooLongIsCut() {
    var mail = new Mail(ID, ALICE, "火".repeat(10_000), "x".repeat(1_000_000));

    assertThat(mail.subject()).isEqualTo("火".repeat(200) + "…");
    assertThat(mail.text()).isEqualTo("x".repeat(50_000) + "…");
    try (var office = PostOffice.open(Tls.NONE)) {
      assertThat(mailer(office.settings(), PATIENCE).send(mail)).isEqualTo(new Sent());
      assertThat(office.letters().getFirst().text().lines()).allMatch(line -> line.length() <= 998);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RECIPIENT, 550, it refuses the recipient: 550 5.1.1, true",
    "RECIPIENT, 450, it refuses the recipient: 450 5.1.1, false",
    "TEXT, 554, it refuses the mail: 554 5.1.1, true",
    "TEXT, 452, it refuses the mail: 452 5.1.1, false",
    "SENDER, 553, it refuses the sender: 553 5.1.1, false",
    "SENDER, 530, it refuses the sender: 530 5.1.1, false",
    "SENDER, 451, it refuses the sender: 451 5.1.1, false"
  })
  void aRefusalSaysWhetherTryingAgainHelpsAndNothingOfTheMail(
      Step step, int code, String why, boolean isFinal) {
    try (var office = PostOffice.open(Tls.STARTTLS)) {
      office.refuse(step, code, "5.1.1 <alice@acme.example> The secret word is rosebud");

      assertThat(send(office, "Hello", "The secret word is rosebud"))
          .isEqualTo(isFinal ? new Never(why) : new Later(why));
      assertThat(office.letters()).isEmpty();
    }
  }

  @Test
  void withoutStartTlsNothingIsSaid() {
    try (var office = PostOffice.open(Tls.NONE)) {
      var plain = office.settings();
      var strict =
          new MailServer(
              plain.host(),
              plain.port(),
              Tls.STARTTLS,
              plain.from(),
              Optional.of(new MailServer.Login("imprimatur", Secret.of("secret"))),
              List.of());

      assertThat(mailer(strict, PATIENCE).send(hello()))
          .isEqualTo(new Later("it does not offer STARTTLS"));
      assertThat(office.letters()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STARTTLS", "IMPLICIT"})
  void aCertificateOfNobodyWeKnowEndsTheConversation(Tls tls) {
    try (var office = PostOffice.open(tls)) {
      var settings = office.settings();
      var unknowing =
          new MailServer(
              settings.host(), settings.port(), tls, settings.from(), settings.login(), List.of());

      assertThat(mailer(unknowing, PATIENCE).send(hello()))
          .isEqualTo(new Later("its certificate is not trusted, or it speaks another TLS"));
      assertThat(office.letters()).isEmpty();
    }
  }

  @Test
  void aCertificateForAnotherHostEndsTheConversation() {
    try (var office = PostOffice.openAs("smtp.evil.example")) {
      assertThat(send(office, "Hello", "Hello"))
          .isEqualTo(new Later("its certificate is not trusted, or it speaks another TLS"));
      assertThat(office.letters()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STARTTLS", "IMPLICIT"})
  void aWrongPasswordIsToldAndNotShown(Tls tls) {
    try (var office = PostOffice.open(tls);
        var log = new Everything()) {
      var settings = office.settings();
      var wrong = new MailServer.Login(PostOffice.USER, Secret.of("wrong-horse-battery"));
      var server =
          new MailServer(
              settings.host(),
              settings.port(),
              tls,
              settings.from(),
              Optional.of(wrong),
              settings.authorities());

      assertThat(mailer(server, PATIENCE).send(hello()))
          .isEqualTo(new Later("it refuses the user or the password"));
      assertThat(server.toString()).doesNotContain("horse");
      assertThat(log.lines)
          .noneMatch(line -> line.contains("horse") || line.contains(base64("wrong-horse-battery")))
          .noneMatch(line -> line.contains(base64("\0imprimatur\0wrong-horse-battery")));
    }
  }

  @Test
  void aServerThatSaysNothingIsWaitedForOnlySoLong() throws IOException {
    try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      assertThat(
              mailer(at("localhost", silent.getLocalPort()), Duration.ofMillis(200)).send(hello()))
          .isEqualTo(new Later("it does not answer in time"));
    }
  }

  @Test
  void aServerThatIsAwayIsTriedLater() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(mailer(at("localhost", port), PATIENCE).send(hello()))
        .isEqualTo(new Later("it cannot be reached, or hangs up"));
    assertThat(mailer(at("smtp.acme.invalid", 25), PATIENCE).send(hello()))
        .isEqualTo(new Later("its host is unknown"));
  }

  private static MailDelivery send(PostOffice office, String subject, String text) {
    return mailer(office.settings(), PATIENCE).send(new Mail(ID, ALICE, subject, text));
  }

  private static Mail hello() {
    return new Mail(ID, ALICE, "Hello", "Hello");
  }

  private static MailServer at(String host, int port) {
    return new MailServer(host, port, Tls.NONE, PostOffice.REGISTRY, Optional.empty(), List.of());
  }

  private static Mailer mailer(MailServer server, Duration patience) {
    return new Mailer(server, "npm.acme.example", () -> NOW, new Limits.Mail(patience));
  }

  private static String name(String header) {
    return header.substring(0, header.indexOf(':'));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  /** All that anybody logs, however fine. */
  private static final class Everything extends Handler implements AutoCloseable {
    final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = Logger.getLogger("");
    private final Level before = root.getLevel();

    Everything() {
      root.setLevel(Level.ALL);
      root.addHandler(this);
    }

    @Override
    public void publish(LogRecord entry) {
      lines.add(new SimpleFormatter().format(entry));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      root.removeHandler(this);
      root.setLevel(before);
    }
  }
}

package dev.imprimatur.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.mail.MailServer.Tls;
import dev.imprimatur.mail.PostOffice;
import dev.imprimatur.wiring.Environment;
import dev.imprimatur.wiring.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The setting {@code mail}, and the command that tries it. */
class MailCommandsTest {
  @TempDir private Path folder;
  private Path config;
  private Terminal terminal;

  @BeforeEach
  void open() throws IOException {
    config = folder.resolve("imprimatur.yaml");
    terminal = new Terminal(folder, Optional.empty(), Optional.empty(), Environment.real());
    Files.writeString(folder.resolve("password"), PostOffice.PASSWORD + "\n");
  }

  @Test
  void aTestMailGoesOut() throws IOException {
    try (var office = PostOffice.open(Tls.STARTTLS)) {
      write(office);

      var said = test("alice@acme.example");

      assertThat(said.err()).isEmpty();
      assertThat(said.exit()).isZero();
      assertThat(said.out()).isEqualTo("The mail server localhost has taken the mail on.\n");
      var letter = office.letters().getFirst();
      assertThat(letter.to()).isEqualTo("alice@acme.example");
      assertThat(letter.text())
          .contains("Subject: A test mail of npm.acme.example\n")
          .contains("@npm.acme.example>\n");
    }
  }

  @Test
  void aRefusalSaysWhatTheServerSaid() throws IOException {
    try (var office = PostOffice.open(Tls.IMPLICIT)) {
      write(office);
      office.refuse(PostOffice.Step.RECIPIENT, 550, "5.7.1 no relaying for alice@acme.example");

      var said = test("alice@acme.example");

      assertThat(said.exit()).isOne();
      assertThat(said.out()).isEmpty();
      assertThat(said.err())
          .isEqualTo(
              "The mail server localhost does not take this mail:"
                  + " it refuses the recipient: 550 5.7.1.\n");
    }
  }

  @Test
  void anAddressThatIsNoneIsRefusedBeforeAnybodyIsAsked() throws IOException {
    try (var office = PostOffice.open(Tls.NONE)) {
      write(office);

      var said = test("alice@acme.example\r\nBcc: mallory@evil.example");

      assertThat(said.exit()).isOne();
      assertThat(said.err()).contains("is not a mail address that this registry can send to");
      assertThat(office.letters()).isEmpty();
    }
  }

  @Test
  void withoutTheSettingThereIsNoMail() throws IOException {
    Files.writeString(config, "publicUrl: https://npm.acme.example\n");

    assertThat(test("alice@acme.example").err()).startsWith("The setting mail is missing");
  }

  @Test
  void aPasswordIsNeitherPrintedNorSettable() throws IOException {
    try (var office = PostOffice.open(Tls.STARTTLS)) {
      write(office);
      var shown = terminal.run("config", "show", "--config", config.toString());
      assertThat(shown.out()).contains("mail: {\"host\":\"localhost\"").doesNotContain("horse");

      Files.writeString(config, Files.readString(config) + "  password: hunter-twelve\n");
      var refused = terminal.run("config", "show", "--config", config.toString());
      assertThat(refused.err())
          .isEqualTo(
              "The setting mail has nothing called \"password\"; the nearest is"
                  + " \"passwordFile\".\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mail: smtp.acme.example                    | must hold host, from, and perhaps more",
        "mail: {from: npm@acme.example}             | needs the server's host",
        "mail: {host: 'a b', from: npm@acme.example}| needs the server's host",
        "mail: {host: smtp.acme.example}            | needs a bare address",
        "mail: {host: h, from: Acme <npm@acme.example>} | needs a bare address",
        "mail: {host: h, from: npm@acme.example, port: 0} | needs a port from 1 to 65535",
        "mail: {host: h, from: npm@acme.example, port: [25]} | needs a text for port",
        "mail: {host: h, from: npm@acme.example, tls: true} | needs a text for tls",
        "mail: {host: h, from: npm@acme.example, tls: ssl} | can have the tls starttls",
        "mail: {host: h, from: npm@acme.example, user: npm} | needs user and passwordFile",
        "mail: {host: h, from: npm@acme.example, user: u, passwordFile: /none} | cannot be read",
        "mail: {host: h, from: npm@acme.example, authority: /none} | cannot be read",
        "mail: {host: h, from: npm@acme.example, hots: h} | the nearest is \"host\""
      })
  void aWrongSettingIsToldWithItsCure(String yaml, String cure) throws IOException {
    Files.writeString(config, yaml + "\n");

    var said = terminal.run("config", "check", "--config", config.toString());

    assertThat(said.exit()).isOne();
    assertThat(said.err()).startsWith("The setting mail ").contains(cure);
  }

  @Test
  void aPasswordNeverGoesOutInTheClear() throws IOException {
    Files.writeString(
        config,
        "mail: {host: h, from: npm@acme.example, tls: none, user: u, passwordFile: %s}"
            .formatted(folder.resolve("password")));

    var said = terminal.run("config", "check", "--config", config.toString());

    assertThat(said.err()).contains("would send a password in the clear");
  }

  @Test
  void aFileThatIsNoCertificateIsTold() throws IOException {
    Files.writeString(
        config,
        "mail: {host: h, from: npm@acme.example, authority: %s}"
            .formatted(folder.resolve("password")));

    var said = terminal.run("config", "check", "--config", config.toString());

    assertThat(said.err()).contains("holds no certificates in PEM");
  }

  private Terminal.Said test(String address) {
    return terminal.run("mail", "test", address, "--config", config.toString());
  }

  private void write(PostOffice office) throws IOException {
    var server = office.settings();
    Files.writeString(folder.resolve("authority.pem"), office.certificate().pem());
    Files.writeString(
        config,
        """
        publicUrl: https://npm.acme.example
        mail:
          host: %s
          port: %d
          tls: %s
          from: %s
          authority: %s
        """
            .formatted(
                server.host(),
                server.port(),
                server.tls().name().toLowerCase(Locale.ROOT),
                server.from(),
                folder.resolve("authority.pem")));
    if (server.login().isPresent()) {
      Files.writeString(
          config,
          Files.readString(config)
              + "  user: %s\n  passwordFile: %s\n"
                  .formatted(PostOffice.USER, folder.resolve("password")));
    }
  }
}

package dev.imprimatur.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice@acme.example",
        "alice.b+npm@mail.acme.example",
        "o'brien@acme.example",
        "root@localhost",
        "a@xn--bcher-kva.example"
      })
  void aPlainAddressIsOne(String text) {
    assertThat(new MailAddress(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "alice",
        "@acme.example",
        "alice@",
        "alice@acme.example ",
        " alice@acme.example",
        "alice@acme.example\n",
        "alice@acme.example\r\nBcc: mallory@evil.example",
        "alice@acme.example>\r\nRCPT TO:<mallory@evil.example",
        "alice@acme.example,mallory@evil.example",
        "alice@acme.example;mallory@evil.example",
        "alice@mallory@acme.example",
        "Alice <alice@acme.example>",
        "alice(comment)@acme.example",
        "\"alice smith\"@acme.example",
        "alice..b@acme.example",
        ".alice@acme.example",
        "alice.@acme.example",
        "alice@acme..example",
        "alice@-acme.example",
        "alice@acme-.example",
        "alice@[127.0.0.1]",
        "alice@acme.example.",
        "alice%mallory.example@acme.example\0",
        "alíce@acme.example",
        "alice@bücher.example",
        "alice\u2028@acme.example",
        "alice@acme.example\u0000"
      })
  void anythingElseIsNone(String text) {
    assertThatThrownBy(() -> new MailAddress(text)).isInstanceOf(ProblemException.class);
  }

  @Test
  void aLongAddressIsNone() {
    var label = "a".repeat(61);
    var longest = "b".repeat(64) + ("@" + label + "." + label + "." + label + ".abc");

    assertThat(new MailAddress(longest).value()).hasSize(254);
    assertThatThrownBy(() -> new MailAddress(longest + "c")).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> new MailAddress("b".repeat(65) + "@acme.example"))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> new MailAddress("b@" + "a".repeat(64) + ".example"))
        .isInstanceOf(ProblemException.class);
  }
}

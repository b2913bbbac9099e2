package dev.imprimatur.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class QuotedTest {
  @Test
  void aTextStaysOnItsLineAndInItsQuotes() {
    assertThat(Quoted.text("a\"b\\c\r\nd\0")).isEqualTo("\"a\\\"b\\\\c\\u{d}\\u{a}d\\u{0}\"");
  }

  @Test
  void aTextCannotTurnTheReadingDirectionOrColourTheTerminal() {
    assertThat(Quoted.text("x\u202ey\u001b[31m")).isEqualTo("\"x\\u{202e}y\\u{1b}[31m\"");
  }

  @Test
  void aLongTextIsCut() {
    assertThat(Quoted.text("😀".repeat(500))).hasSize(2 * 200 + 3).endsWith("…\"");
  }
}

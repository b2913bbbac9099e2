package dev.imprimatur.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineTest {
  @Test
  void itIsOneLine() {
    assertThat(new InlineText(" a\r\n\tb\u0000\u2028c\u00A0 d ").text()).isEqualTo("a b c d");
  }

  @Test
  void nothingInItTurnsTheDirection() {
    assertThat(new InlineText("rocket\u202Egpj.exe\u2069\u200F").text()).isEqualTo("rocketgpj.exe");
  }

  @Test
  void itIsCutBetweenCharacters() {
    assertThat(new InlineText("😀".repeat(1000)).text()).isEqualTo("😀".repeat(300) + "…");
  }

  @Test
  void whereNothingIsToBeSeenThereIsNone() {
    assertThat(InlineText.of(" \u202E\n")).isEmpty();
    assertThat(InlineText.of("")).isEmpty();
    assertThat(InlineText.of("x")).contains(new InlineText("x"));
  }
}

package dev.imprimatur.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AcceptTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          text/html,application/xhtml+xml;q=0.9 | true
          text/html                             | true
          TEXT/HTML; q=1                        | true
          application/json, text/html           | false
          */*                                   | false
          text/htmlx                            | false
          """)
  void browsersNameHtmlFirst(String accept, boolean html) {
    assertThat(Accept.prefersHtml(accept)).isEqualTo(html);
  }
}

package dev.imprimatur.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.secret.Secret;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenTextTest {
  private static final Secret TOKEN = TokenText.draw(new Random(1));

  @Test
  void aTokenLooksLikeOneThatClientsBlankOut() {
    // @npmcli/redact hides npm_ and 36 to 48 letters and digits.
    assertThat(TOKEN.reveal()).matches("npm_[a-zA-Z0-9]{36,48}").startsWith("npm_imp");
    assertThat(TokenText.isWellFormed(TOKEN)).isTrue();
    assertThat(TokenText.draw(new Random(2))).isNotEqualTo(TOKEN);
  }

  @Test
  void everySingleTypingErrorIsSeen() {
    var text = TOKEN.reveal();
    for (int i = 0; i < text.length(); i++) {
      for (char c : "aZ0_".toCharArray()) {
        if (text.charAt(i) != c) {
          var typed = text.substring(0, i) + c + text.substring(i + 1);
          assertThat(TokenText.isWellFormed(Secret.of(typed))).as(typed).isFalse();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "npm_", "npm_imp", "hello", "npm_impüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü"})
  void otherTextsAreNoTokens(String text) {
    assertThat(TokenText.isWellFormed(Secret.of(text))).isFalse();
    assertThat(TokenText.isWellFormed(Secret.of(TOKEN.reveal() + "x"))).isFalse();
    assertThat(TokenText.isWellFormed(Secret.of(TOKEN.reveal() + "\n"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'',empty",
    "undefined,empty",
    "none,stands in",
    "${NODE_AUTH_TOKEN},variable",
    "XXXXX-XXXXX-XXXXX-XXXXX,setup-node",
    "eyJhbGciOiJSUzI1NiJ9.e30.x,identity token",
  })
  void whatClientsSendInsteadOfATokenIsGuessed(String sent, String guess) {
    assertThat(TokenText.guess(Secret.of(sent)).orElseThrow()).contains(guess);
  }

  @Test
  void nothingIsGuessedOfATokenOfOurs() {
    assertThat(TokenText.guess(TOKEN)).isEmpty();
  }
}

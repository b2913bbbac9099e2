package dev.imprimatur.secondfactor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.secret.Secret;
import dev.imprimatur.testkit.AuthenticatorApp;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One-time passwords by the clock, as the standards' own tables have them. */
final class TotpTest {
  private static final String KEY = Totp.base32("12345678901234567890".getBytes(US_ASCII));

  /** RFC 6238, appendix B; its codes have eight digits, of which ours are the last six. */
  @ParameterizedTest
  @CsvSource({
    "59, 94287082",
    "1111111109, 07081804",
    "1111111111, 14050471",
    "1234567890, 89005924",
    "2000000000, 69279037",
    "20000000000, 65353130",
  })
  void theTableOfTheStandard(long seconds, String eightDigits) {
    var code = new Totp(Secret.of(KEY)).code(seconds / 30);
    assertThat(code).isEqualTo(eightDigits.substring(2));
    assertThat(new AuthenticatorApp(KEY).code(Instant.ofEpochSecond(seconds))).isEqualTo(code);
  }

  /** RFC 4648, section 10. */
  @ParameterizedTest
  @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB"})
  void base32(String text, String encoded) {
    assertThat(Totp.base32(text.getBytes(US_ASCII))).isEqualTo(encoded);
    assertThat(new String(Totp.bytes(encoded), US_ASCII)).isEqualTo(text);
  }

  @Test
  void aKeyIsReadAsItWasWritten() {
    var random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      var bytes = new byte[20];
      random.nextBytes(bytes);
      var hex = HexFormat.of().formatHex(Totp.bytes(Totp.base32(bytes)));
      assertThat(hex).isEqualTo(HexFormat.of().formatHex(bytes));
    }
  }

  @ParameterizedTest
  @CsvSource({"-31, false", "-30, true", "0, true", "29, true", "59, true", "60, false"})
  void oneStepOfDriftIsTaken(int secondsLater, boolean taken) {
    var totp = new Totp(Secret.of(KEY));
    var shown = Instant.ofEpochSecond(1_111_111_110);
    var code = Secret.of(totp.code(shown.getEpochSecond() / 30));
    assertThat(totp.step(code, shown.plusSeconds(secondsLater)).isPresent()).isEqualTo(taken);
  }

  @Test
  void whatIsNoCodeIsNone() {
    var totp = new Totp(Secret.of(KEY));
    for (var text :
        new String[] {"", "0", "28708", "2870820", "２８７０８２", "287082 ", "x".repeat(99)}) {
      assertThat(totp.step(Secret.of(text), Instant.ofEpochSecond(59))).isEmpty();
    }
  }
}

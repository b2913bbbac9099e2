package dev.imprimatur.qr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.secret.Secret;
import org.junit.jupiter.api.Test;

final class QrSquareTest {
  @Test
  void aCodeIsASquareWithAMargin() {
    var code = QrSquare.of(Secret.of("otpauth://totp/Imprimatur:alice?secret=JBSWY3DPEHPK3PXP"));

    assertThat(code.side()).isGreaterThanOrEqualTo(21 + 8);
    // The corner of the first finder pattern, and nothing before it.
    assertThat(code.path().reveal()).startsWith("M4 4h1v1h-1z").doesNotContain("M0", "M3 ");
    assertThat(code.toString()).doesNotContain("h1v1h");
  }
}

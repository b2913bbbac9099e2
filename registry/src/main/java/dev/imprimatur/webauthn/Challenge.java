package dev.imprimatur.webauthn;

import java.util.Base64;

/** The bytes that an authenticator has to sign, in base64url; good once, and for minutes. */
public record Challenge(String value) {
  byte[] bytes() {
    return Base64.getUrlDecoder().decode(value);
  }

  static Challenge of(byte[] bytes) {
    return new Challenge(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }
}

package dev.imprimatur.webauthn;

import java.util.Locale;

/** The demand that an authenticator checks who uses it (WebAuthn, section 5.8.6). */
public enum UserVerification {
  /** A passkey that stands for a password as well. */
  REQUIRED,
  /** A key that is a second factor beside a password: to hold it is enough. */
  PREFERRED;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.imprimatur.webauthn;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** The id that an authenticator gave a passkey, in base64url (WebAuthn, section 4). */
public record CredentialId(String value) {
  /** The length of the longest one, of 1,023 bytes (WebAuthn, section 4). */
  private static final int LENGTH_MAX = 1364;

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1," + LENGTH_MAX + "}");

  public CredentialId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("No id of a passkey");
    }
  }

  static CredentialId of(byte[] bytes) {
    return new CredentialId(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** Reads an id; empty if it cannot be one. */
  public static Optional<CredentialId> read(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new CredentialId(text)) : Optional.empty();
  }

  byte[] bytes() {
    return Base64.getUrlDecoder().decode(value);
  }

  @Override
  public String toString() {
    return value;
  }
}

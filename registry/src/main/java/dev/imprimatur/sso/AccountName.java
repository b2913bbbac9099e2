package dev.imprimatur.sso;

import dev.imprimatur.openid.Identity;
import java.text.Normalizer;
import java.util.Locale;

/** The name for a new account, made of what somebody is called at their provider. */
final class AccountName {
  private static final int LENGTH_MAX = 64;

  private AccountName() {}

  /** Suggests a name; empty if nothing that could be one is left. */
  static String suggested(Identity identity) {
    var called =
        identity
            .text("preferred_username")
            .or(() -> identity.text("nickname"))
            .or(() -> identity.text("email"))
            .orElse("");
    return Normalizer.normalize(called, Normalizer.Form.NFKD)
        .replaceAll("\\p{M}+", "")
        .toLowerCase(Locale.ROOT)
        // Some providers call people by their mail address.
        .replaceFirst("@.*", "")
        .replaceAll("[^a-z0-9._-]+", "-")
        .replaceAll("^[^a-z0-9]+|[^a-z0-9]+$", "")
        .transform(name -> name.substring(0, Math.min(name.length(), LENGTH_MAX)));
  }
}

package dev.imprimatur.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.secret.Secret;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that only a webhook and we know, so that it can tell our messages from others'
 * (Standard Webhooks, standardwebhooks.com: symmetric signatures).
 *
 * @param text {@code whsec_} and the key in base64
 */
public record WebhookSecret(Secret text) {
  private static final String PREFIX = "whsec_";
  private static final int KEY_BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";

  static WebhookSecret drawn(RandomGenerator random) {
    var key = new byte[KEY_BYTES];
    random.nextBytes(key);
    return new WebhookSecret(Secret.of(PREFIX + Base64.getEncoder().encodeToString(key)));
  }

  /**
   * Makes the header {@code webhook-signature}.
   *
   * @param id the header {@code webhook-id}
   * @param at the header {@code webhook-timestamp}, in whole seconds
   */
  public String signature(String id, Instant at, String body) {
    var signed = "%s.%d.%s".formatted(id, at.getEpochSecond(), body);
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key(), ALGORITHM));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM, impossible);
    }
  }

  private byte[] key() {
    return Base64.getDecoder().decode(text.reveal().substring(PREFIX.length()));
  }
}

package dev.imprimatur.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.problem.NoticeProblem;
import dev.imprimatur.secret.Secret;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that only a webhook and we know, so that it can tell our messages from others'
 * (Standard Webhooks, standardwebhooks.com: symmetric signatures).
 *
 * @param text {@code whsec_} and the key in base64; or what a client of npm's hook API chose
 */
public record WebhookSecret(Secret text) {
  private static final String PREFIX = "whsec_";
  private static final int KEY_BYTES = 32;
  private static final int CHOSEN_LENGTH_MAX = 200;
  private static final String ALGORITHM = "HmacSHA256";

  /** Takes a secret that a client of npm's hook API chose. */
  public static WebhookSecret chosen(String text) {
    if (text.isBlank() || text.length() > CHOSEN_LENGTH_MAX || text.startsWith(PREFIX)) {
      throw new NoticeProblem.InvalidWebhook("its secret must be a text, and none of ours")
          .asException();
    }
    return new WebhookSecret(Secret.of(text));
  }

  /** Returns whether npm's hook API made it, so that messages have npm's form. */
  public boolean isChosen() {
    return !text.reveal().startsWith(PREFIX);
  }

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
    return "v1," + Base64.getEncoder().encodeToString(mac(key(), signed));
  }

  /** Makes npm's header {@code x-npm-signature}. */
  public String npmSignature(String body) {
    return "sha256=" + HexFormat.of().formatHex(mac(text.reveal().getBytes(UTF_8), body));
  }

  private static byte[] mac(byte[] key, String signed) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(signed.getBytes(UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM, impossible);
    }
  }

  private byte[] key() {
    return Base64.getDecoder().decode(text.reveal().substring(PREFIX.length()));
  }
}

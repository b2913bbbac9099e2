package dev.imprimatur.tokens;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.imprimatur.secret.Secret;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The form of a token: {@code npm_imp}, 31 random characters (184 bits), and 6 that check the rest.
 * The beginning makes clients blank it out (@npmcli/redact looks for {@code npm_} and 36 to 48
 * characters) and lets scanners tell our tokens from npm's; the check tells a typing error from a
 * token that was once valid, without asking the database.
 */
final class TokenText {
  private static final String PREFIX = "npm_imp";
  private static final int RANDOM_LENGTH = 31;
  private static final int CHECK_LENGTH = 6;
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** The greatest multiple of the alphabet's length that a byte reaches. */
  private static final int FAIR = 256 - 256 % ALPHABET.length();

  private static final Pattern FORM =
      Pattern.compile(PREFIX + "[0-9A-Za-z]{" + (RANDOM_LENGTH + CHECK_LENGTH) + "}");

  private TokenText() {}

  static Secret draw(RandomGenerator random) {
    var text = new StringBuilder(PREFIX);
    var bytes = new byte[2 * RANDOM_LENGTH];
    while (text.length() < PREFIX.length() + RANDOM_LENGTH) {
      random.nextBytes(bytes);
      for (int i = 0; i < bytes.length && text.length() < PREFIX.length() + RANDOM_LENGTH; i++) {
        append(text, bytes[i]);
      }
    }
    return Secret.of(text + check(text.toString()));
  }

  /** Appends a character, unless this is one of the few bytes that would favour some of them. */
  private static void append(StringBuilder text, byte random) {
    int number = Byte.toUnsignedInt(random);
    if (number < FAIR) {
      text.append(ALPHABET.charAt(number % ALPHABET.length()));
    }
  }

  /** Returns whether this can be a token of ours. */
  static boolean isWellFormed(Secret token) {
    var text = token.reveal();
    if (!FORM.matcher(text).matches()) {
      return false;
    }
    int end = text.length() - CHECK_LENGTH;
    return check(text.substring(0, end)).equals(text.substring(end));
  }

  /** The first characters, three of them random. */
  static String beginning(Secret token) {
    return token.reveal().substring(0, PREFIX.length() + 3);
  }

  /** The last four characters, by which its owner knows it again. */
  static String ending(Secret token) {
    var text = token.reveal();
    return text.substring(text.length() - 4);
  }

  /**
   * The guess at what the sender of something else had in mind; empty for a damaged token of ours,
   * and where there is nothing to guess by.
   */
  static Optional<String> guess(Secret token) {
    var text = token.reveal();
    if (text.isBlank() || text.equals("undefined") || text.equals("null")) {
      return Optional.of("the token is empty");
    }
    if (text.equals("none")) {
      return Optional.of("it only stands in for one");
    }
    if (text.startsWith("${")) {
      return Optional.of("the variable in .npmrc that should hold the token is not set");
    }
    if (text.matches("X{5}(-X{5}){3}")) {
      return Optional.of("it is the placeholder that setup-node writes into .npmrc");
    }
    if (text.startsWith("eyJ")) {
      return Optional.of("it is an identity token, which must be exchanged first");
    }
    return Optional.empty();
  }

  private static String check(String text) {
    var crc = new CRC32();
    crc.update(text.getBytes(US_ASCII));
    var check = new StringBuilder();
    for (long rest = crc.getValue(); check.length() < CHECK_LENGTH; rest /= ALPHABET.length()) {
      check.append(ALPHABET.charAt((int) (rest % ALPHABET.length())));
    }
    return check.toString();
  }
}

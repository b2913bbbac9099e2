package dev.imprimatur.passwords;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.secret.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The rules of which passwords are refused: those that are short, and those that guessers try first
 * (NIST SP 800-63B, section 3.1.1.2). The list of these is in the jar, as a registry may reach no
 * other.
 */
public final class PasswordRules {
  private static final int LENGTH_MIN = 10;
  private static final int LENGTH_MAX = 1000;
  private static final int LETTERS_MIN = 5;

  /** The letters that a password must have beyond the names that everybody knows. */
  private static final int OWN_MIN = 8;

  private static final Pattern REPEATED = Pattern.compile("(.+?)\\1+");
  private static final String LEET = "4@8310!57$+2";
  private static final String MEANT = "aabeloiststz";

  private final Set<String> common = read();
  private final String host;

  public PasswordRules(String host) {
    this.host = host;
  }

  /** Refuses a password that others would guess. */
  public void require(String user, Secret password) {
    var text = password.reveal();
    if (text.length() < LENGTH_MIN || text.length() > LENGTH_MAX) {
      throw refused("a password has at least 10 characters, and at most 1,000");
    }
    var lower = text.toLowerCase(Locale.ROOT);
    if (lower.chars().distinct().count() < LETTERS_MIN || isCommon(lower)) {
      throw refused("this password is one of those that are tried first; choose another");
    }
    if (withoutNames(lower, user).length() < OWN_MIN) {
      throw refused("a password is more than the name of its user or of this registry");
    }
  }

  private boolean isCommon(String lower) {
    return common.contains(lower)
        || common.contains(once(lower))
        || common.contains(once(letters(lower)))
        || common.contains(once(meant(letters(lower))));
  }

  /** The part of which a text is a repetition, or the text itself. */
  private static String once(String text) {
    var repeated = REPEATED.matcher(text);
    return repeated.matches() ? repeated.group(1) : text;
  }

  /** Leaves out what stands before and behind: {@code password2026!}. */
  private static String letters(String text) {
    return text.replaceAll("^[^a-z]+|[^a-z]+$", "");
  }

  /** Reads digits and signs as the letters that they stand for: {@code p4ssw0rd}. */
  private static String meant(String text) {
    var letters = new StringBuilder();
    text.chars()
        .map(c -> LEET.indexOf(c) < 0 ? c : MEANT.charAt(LEET.indexOf(c)))
        .forEach(letters::appendCodePoint);
    return letters.toString();
  }

  private String withoutNames(String lower, String user) {
    var left = lower.replace(user, "");
    for (var label : host.split("\\.", -1)) {
      left = label.length() > 2 ? left.replace(label, "") : left;
    }
    return left;
  }

  private static RuntimeException refused(String why) {
    return new PeopleProblem.InvalidPassword(why).asException();
  }

  private static Set<String> read() {
    var file = PasswordRules.class.getResourceAsStream("common-passwords.txt");
    try (var lines =
        new BufferedReader(new InputStreamReader(Objects.requireNonNull(file), UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

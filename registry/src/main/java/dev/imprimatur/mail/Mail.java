package dev.imprimatur.mail;

import dev.imprimatur.problem.Quoted;
import java.util.UUID;

/**
 * A mail of plain text to one person.
 *
 * <p>It may quote what others chose, such as a branch's name: characters that do not print, or that
 * turn the direction of writing, are replaced, and what is too long is cut.
 *
 * @param id makes the {@code Message-ID}; the same in every attempt, so that a mailbox can tell
 *     that it has this mail already
 * @param subject one line
 * @param text lines that end with {@code \n}
 */
public record Mail(UUID id, MailAddress to, String subject, String text) {
  /** The longest subject in code points; mail readers show no more of it anyway. */
  private static final int SUBJECT_MAX = 200;

  /** The longest text in code points. */
  private static final int TEXT_MAX = 50_000;

  private static final int REPLACEMENT = '\uFFFD';

  public Mail {
    subject = printed(subject.replaceAll("\\s+", " ").strip(), SUBJECT_MAX);
    text = printed(text.replace("\r\n", "\n"), TEXT_MAX);
  }

  /** Writes neither recipient nor text, as a log or an exception would show them. */
  @Override
  public String toString() {
    return "Mail[%s]".formatted(id);
  }

  private static String printed(String raw, int max) {
    var printed = new StringBuilder();
    raw.codePoints()
        .limit(max)
        .map(point -> point == '\n' || point == '\t' || Quoted.prints(point) ? point : REPLACEMENT)
        .forEach(printed::appendCodePoint);
    if (raw.codePointCount(0, raw.length()) > max) {
      printed.append('…');
    }
    return printed.toString();
  }
}

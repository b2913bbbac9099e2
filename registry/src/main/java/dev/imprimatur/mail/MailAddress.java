package dev.imprimatur.mail;

import dev.imprimatur.problem.PeopleProblem;
import java.util.regex.Pattern;

/**
 * A mail address as RFC 5321, section 4.1.2, has it, in its plain form: letters, digits and signs
 * of ASCII, no quotes, no comments and a host with a name. So nothing in it can end a header or a
 * command.
 */
public record MailAddress(String value) {
  private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
  private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final Pattern FORM =
      Pattern.compile(
          "(?=[^@]{1,64}@)%s(?:\\.%s)*@%s(?:\\.%s)*".formatted(ATOM, ATOM, LABEL, LABEL));

  /** The longest address (RFC 3696, erratum 1690). */
  private static final int LENGTH_MAX = 254;

  public MailAddress {
    if (value.length() > LENGTH_MAX || !FORM.matcher(value).matches()) {
      throw new PeopleProblem.InvalidMailAddress(value).asException();
    }
  }

  @Override
  public String toString() {
    return value;
  }
}

package dev.imprimatur.access;

import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.Quoted;
import java.util.regex.Pattern;

/** The name of a user. */
public record UserName(String value) {
  static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  public UserName {
    if (!FORM.matcher(value).matches()) {
      throw new PeopleProblem.InvalidUser(
              Quoted.text(value) + " is not a name of lower-case letters, digits and ._-")
          .asException();
    }
  }

  @Override
  public String toString() {
    return value;
  }
}

package dev.imprimatur.access;

import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.Quoted;
import java.util.regex.Pattern;

/** The name of a team in its organization. */
public record TeamName(String value) {
  // Before the first name is made.
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

  /** The team that every member joins, and that nobody can remove. */
  public static final TeamName DEVELOPERS = new TeamName("developers");

  public TeamName {
    if (!FORM.matcher(value).matches()) {
      throw new PeopleProblem.InvalidTeam(
              Quoted.text(value) + " is not a name of lower-case letters, digits and _-")
          .asException();
    }
  }

  @Override
  public String toString() {
    return value;
  }
}

package dev.imprimatur.access;

import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.Quoted;
import java.util.Optional;
import java.util.regex.Pattern;

/** The name of a package's owner: a person, {@code alice}, or an organization, {@code @acme}. */
public record OwnerName(String value) {
  private static final Pattern FORM = Pattern.compile("@?[a-z0-9][a-z0-9._-]{0,63}");

  public OwnerName {
    if (!FORM.matcher(value).matches()) {
      throw new PeopleProblem.InvalidUser(
              Quoted.text(value) + " is neither a user nor, with an at sign, an organization")
          .asException();
    }
  }

  public static OwnerName of(UserName user) {
    return new OwnerName(user.value());
  }

  public static OwnerName ofOrganization(String organization) {
    return new OwnerName("@" + organization);
  }

  /** The organization without its at sign, if it is one. */
  public Optional<String> organization() {
    return value.startsWith("@") ? Optional.of(value.substring(1)) : Optional.empty();
  }

  /** The person, if it is one. */
  public Optional<UserName> user() {
    return value.startsWith("@") ? Optional.empty() : Optional.of(new UserName(value));
  }

  @Override
  public String toString() {
    return value;
  }
}

package dev.imprimatur.npm;

import dev.imprimatur.problem.PackageProblem;
import java.util.regex.Pattern;

/** A pattern of package names: one name, or the beginning of many with a star at its end. */
public record PackageGlob(String value) {
  /** A whole scope is {@code @acme/*}; a star may not stand for part of a scope's name. */
  private static final Pattern FORM =
      Pattern.compile("(@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9._~-]*\\*?");

  public PackageGlob {
    if (value.isEmpty() || !FORM.matcher(value).matches()) {
      throw new PackageProblem.InvalidName(value, "write a name, or @scope/*, or a name and a star")
          .asException();
    }
    if (!value.endsWith("*")) {
      requireName(value);
    }
  }

  public boolean matches(PackageName name) {
    return value.endsWith("*")
        ? name.value().startsWith(value.substring(0, value.length() - 1))
        : name.value().equals(value);
  }

  @Override
  public String toString() {
    return value;
  }

  private static PackageName requireName(String value) {
    return new PackageName(value);
  }
}

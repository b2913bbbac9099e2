package dev.imprimatur.trust;

import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The package that a trusted publisher is for, or the pattern for all packages of a scope that
 * begin alike, as in {@code @acme/*} and {@code @acme/kit-*}. A star outside of a scope would match
 * names that are anybody's.
 */
public record Target(String value) {
  private static final Pattern PATTERN =
      Pattern.compile("@[a-z0-9~-][a-z0-9._~-]*/(?:[a-z0-9~-][a-z0-9._~-]*)?\\*");

  public Target {
    if (value.contains("*")) {
      if (!PATTERN.matcher(value).matches()) {
        throw new PackageProblem.InvalidName(
                value, "a star stands at the end, behind @scope/ or the beginning of a name in it")
            .asException();
      }
    } else {
      value = new PackageName(value).value();
    }
  }

  public static Target of(PackageName name) {
    return new Target(name.value());
  }

  public boolean isPattern() {
    return value.endsWith("*");
  }

  /**
   * Requires a package or all of a scope, for what can only be set for these.
   *
   * @param what is kept for it: {@code a lock}
   * @throws ProblemException with {@link PackageProblem.InvalidName} for a part of a scope
   */
  public void requireWhole(String what) {
    if (isPattern() && !value.endsWith("/*")) {
      throw new PackageProblem.InvalidName(
              value, what + " is of one package, or of a whole scope, @acme/*")
          .asException();
    }
  }

  /** The package, unless this is a pattern. */
  public Optional<PackageName> name() {
    return isPattern() ? Optional.empty() : Optional.of(new PackageName(value));
  }

  /** The scope of a pattern, without its at sign. */
  public Optional<String> scope() {
    return isPattern() ? Optional.of(value.substring(1, value.indexOf('/'))) : Optional.empty();
  }

  public boolean covers(PackageName name) {
    return new PackageGlob(value).matches(name);
  }

  /** The rank of this target among those that cover a package; a larger number is more specific. */
  int precision() {
    return isPattern() ? value.length() : Integer.MAX_VALUE;
  }

  @Override
  public String toString() {
    return value;
  }
}

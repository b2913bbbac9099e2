package dev.imprimatur.npm;

import dev.imprimatur.problem.PackageProblem;
import java.util.regex.Pattern;

/**
 * A name that points to a version of a package: {@code latest}, {@code next}. It must not read like
 * a version range, or {@code npm install rocket@TAG} would have two meanings.
 */
public record DistTag(String value) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~!*'()-]{1,128}");

  /** A range (node-semver) written with the characters that a tag may have. */
  private static final Pattern RANGE =
      Pattern.compile(
          "~?[v=]*(?:\\d+|[xX*])(?:\\.(?:\\d+|[xX*])(?:\\.(?:\\d+|[xX*])(?:-?[0-9A-Za-z.-]+)?)?)?");

  /** The dist-tag that a publish moves unless told otherwise; every package has it. */
  public static final DistTag LATEST = new DistTag("latest");

  public DistTag {
    if (!FORM.matcher(value).matches()) {
      throw new PackageProblem.InvalidTag(value, "use at most 128 letters, digits and -._~!*'()")
          .asException();
    }
    if (RANGE.matcher(value).matches()) {
      throw new PackageProblem.InvalidTag(value, "it could be taken for a version range")
          .asException();
    }
  }

  @Override
  public String toString() {
    return value;
  }
}

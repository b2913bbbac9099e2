package dev.imprimatur.npm;

import dev.imprimatur.problem.PackageProblem;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A version (semver.org 2.0.0) as npm writes it: without build metadata, which never tells two
 * versions apart, and with numbers that JavaScript can count.
 */
public record Version(String value) implements Comparable<Version> {
  private static final int LENGTH_MAX = 256;
  private static final long NUMBER_MAX = (1L << 53) - 1;
  private static final String NUMBER = "(?:0|[1-9][0-9]{0,15})";
  private static final String LABEL = "(?:" + NUMBER + "|[0-9]*[A-Za-z-][0-9A-Za-z-]*)";
  private static final Pattern FORM =
      Pattern.compile(NUMBER + "(?:\\." + NUMBER + "){2}(?:-" + LABEL + "(?:\\." + LABEL + ")*)?");
  private static final String LABELS_LOOSE =
      "X(?:\\.X)*".replace("X", "(?:[0-9]*[A-Za-z-][0-9A-Za-z-]*|[0-9]+)");
  private static final String BUILD = "X(?:\\.X)*".replace("X", "[0-9A-Za-z-]+");
  private static final Pattern LOOSE =
      Pattern.compile(
          "[v=\\s]*([0-9]+)\\.([0-9]+)\\.([0-9]+)(?:-?(%s))?(?:\\+%s)?"
              .formatted(LABELS_LOOSE, BUILD));
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  private static final Comparator<Version> PRECEDENCE =
      Comparator.<Version, List<String>>comparing(Version::release, Version::compareLabels)
          // A release comes after all its prereleases (semver.org, item 11).
          .thenComparing(version -> !version.isPrerelease())
          .thenComparing(Version::labels, Version::compareLabels);

  public Version {
    if (value.length() > LENGTH_MAX || !FORM.matcher(value).matches()) {
      throw new PackageProblem.InvalidVersion(
              value, "write it as 1.2.3 or 1.2.3-beta.1, without build metadata")
          .asException();
    }
    if (DIGITS.matcher(value).results().anyMatch(number -> !countable(number.group()))) {
      throw new PackageProblem.InvalidVersion(value, "one of its numbers is too large")
          .asException();
    }
  }

  /**
   * Cleans the version in a package.json as npm does before it publishes: no leading {@code v} or
   * {@code =}, no white space around it, no zeros before a number, no build metadata, and a hyphen
   * before a prerelease (node-semver, {@code clean}, loose).
   */
  public static Version cleaned(String raw) {
    var loose = LOOSE.matcher(raw.strip());
    if (raw.length() > LENGTH_MAX || !loose.matches()) {
      return new Version(raw);
    }
    var release =
        IntStream.rangeClosed(1, 3)
            .mapToObj(part -> plain(loose.group(part)))
            .collect(Collectors.joining("."));
    var labels = loose.group(4);
    return new Version(
        labels == null
            ? release
            : release
                + split(labels).stream()
                    .map(Version::plain)
                    .collect(Collectors.joining(".", "-", "")));
  }

  public boolean isPrerelease() {
    return value.contains("-");
  }

  /** Compares by precedence (semver.org, item 11), the older first. */
  @Override
  public int compareTo(Version other) {
    return PRECEDENCE.compare(this, other);
  }

  @Override
  public String toString() {
    return value;
  }

  private List<String> release() {
    return split(isPrerelease() ? value.substring(0, value.indexOf('-')) : value);
  }

  private List<String> labels() {
    return isPrerelease() ? split(value.substring(value.indexOf('-') + 1)) : List.of();
  }

  private static List<String> split(String dotted) {
    return Arrays.asList(dotted.split("\\.", -1));
  }

  private static int compareLabels(List<String> left, List<String> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int order = compareLabel(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  /** Compares numbers by value, other labels alphabetically, and a number before any of those. */
  private static int compareLabel(String left, String right) {
    boolean leftCounts = DIGITS.matcher(left).matches();
    boolean rightCounts = DIGITS.matcher(right).matches();
    if (leftCounts && rightCounts) {
      return Long.compare(Long.parseLong(left), Long.parseLong(right));
    }
    if (leftCounts != rightCounts) {
      return leftCounts ? -1 : 1;
    }
    return left.compareTo(right);
  }

  /** A number without the zeros before it; any other label as it is. */
  private static String plain(String label) {
    return DIGITS.matcher(label).matches() ? label.replaceFirst("^0+(?=.)", "") : label;
  }

  private static boolean countable(String digits) {
    return digits.length() <= 16 && Long.parseLong(digits) <= NUMBER_MAX;
  }
}

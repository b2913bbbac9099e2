package dev.imprimatur.npm;

import dev.imprimatur.problem.PackageProblem;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of a package: {@code rocket} or {@code @acme/rocket}.
 *
 * <p>The rules are npm's for new packages (docs.npmjs.com, "package.json", section "name"), without
 * the characters that npm only keeps for old ones. A lone {@code -} is refused too, because npm's
 * own addresses start with {@code /-/}; and {@code problems}, because ours does.
 */
public record PackageName(String value) {
  private static final int LENGTH_MAX = 214;
  private static final String TARBALL_END = ".tgz";
  private static final String PART = "[a-z0-9~-][a-z0-9._~-]*";
  private static final Pattern FORM = Pattern.compile("(?:@" + PART + "/)?" + PART);
  private static final Set<String> RESERVED =
      Set.of("-", "node_modules", "favicon.ico", "problems");

  public PackageName {
    if (value.length() > LENGTH_MAX) {
      throw new PackageProblem.InvalidName(value, "it is longer than 214 characters").asException();
    }
    if (!FORM.matcher(value).matches()) {
      throw new PackageProblem.InvalidName(
              value,
              "use lower-case letters, digits and -._~, do not start with a dot or an underscore,"
                  + " and write a scope as @scope/name")
          .asException();
    }
    if (RESERVED.contains(value)) {
      throw new PackageProblem.InvalidName(value, "this name is reserved").asException();
    }
  }

  /** The scope without its {@code @}, if the name has one. */
  public Optional<String> scope() {
    return value.startsWith("@")
        ? Optional.of(value.substring(1, value.indexOf('/')))
        : Optional.empty();
  }

  /** The name without its scope, after which a tarball is named. */
  public String unscoped() {
    return value.substring(value.indexOf('/') + 1);
  }

  /** The name as one segment of a path, the way npm writes it: {@code @acme%2frocket}. */
  public String escaped() {
    return value.replace("/", "%2f");
  }

  /** The file name of a version's tarball in its address: {@code rocket-1.0.0.tgz}. */
  public String tarballFile(Version version) {
    return unscoped() + "-" + version.value() + TARBALL_END;
  }

  /** Parses the version out of a tarball's file name, if it has that form; the file is not read. */
  public Optional<String> versionOf(String file) {
    var start = unscoped() + "-";
    return file.startsWith(start) && file.endsWith(TARBALL_END)
        ? Optional.of(file)
            .map(name -> name.substring(0, name.length() - TARBALL_END.length()))
            .filter(name -> name.length() > start.length())
            .map(name -> name.substring(start.length()))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}

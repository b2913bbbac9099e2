package dev.imprimatur.npm;

/**
 * The package URL that names a package in statements (github.com/package-url/purl-spec, "npm"), in
 * the form that npm writes: of a scope, only the at sign is escaped.
 */
public final class Purl {
  private Purl() {}

  public static String of(PackageName name, Version version) {
    return of(name + "@" + version);
  }

  /** Makes one of a name and a version as people write them: {@code @acme/rocket@1.0.0}. */
  public static String of(String nameAndVersion) {
    return "pkg:npm/"
        + (nameAndVersion.startsWith("@") ? "%40" + nameAndVersion.substring(1) : nameAndVersion);
  }
}

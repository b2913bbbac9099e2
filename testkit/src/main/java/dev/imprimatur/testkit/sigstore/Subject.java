package dev.imprimatur.testkit.sigstore;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A tarball that something is stated of.
 *
 * @param sha512 of its bytes, in hex
 */
public record Subject(String name, String version, String sha512) {

  /** Returns this tarball as one published under this name and version. */
  public static Subject of(String name, String version, byte[] tarball) {
    return new Subject(
        name, version, HexFormat.of().formatHex(EcKeyPair.digest("SHA-512", tarball)));
  }

  /** Returns its package URL, in which only the first {@code @} is escaped, as npm writes it. */
  public String purl() {
    return "pkg:npm/%s@%s".formatted(name.replaceFirst("^@", "%40"), version);
  }

  List<Object> inStatement() {
    return List.of(Json.members("name", purl(), "digest", Json.members("sha512", sha512)));
  }

  Map<String, Object> inPublishPredicate(String registry) {
    return Json.members("name", name, "version", version, "registry", registry);
  }
}

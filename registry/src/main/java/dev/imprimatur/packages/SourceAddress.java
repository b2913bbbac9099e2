package dev.imprimatur.packages;

import static dev.imprimatur.problem.Quoted.text;

import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.RequestProblem;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * The address of a repository, exactly as the certificate of a build says it
 * (github.com/sigstore/fulcio, "oid-info.md", 1.3.6.1.4.1.57264.1.12): {@code
 * https://github.com/acme/rocket}. At most 2,000 characters.
 */
public record SourceAddress(String value) {
  private static final int LENGTH_MAX = 2000;

  public SourceAddress {
    if (value.length() > LENGTH_MAX) {
      throw refused("has at most %,d characters".formatted(LENGTH_MAX));
    }
    if (!isPlain(value)) {
      throw refused(
          "is written as in https://github.com/acme/rocket, and not %s".formatted(text(value)));
    }
  }

  /**
   * Returns whether a certificate can say this address; another would never match, and silently
   * refuse everything.
   */
  private static boolean isPlain(String value) {
    try {
      var uri = new URI(value).parseServerAuthority();
      return value.startsWith("https://")
          && uri.getHost() != null
          && uri.getHost().equals(uri.getHost().toLowerCase(Locale.ROOT))
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && uri.getRawPath().length() > 1
          && !value.endsWith("/")
          && !value.endsWith(".git");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static ProblemException refused(String why) {
    return new RequestProblem.MalformedRequest("the address of a repository " + why).asException();
  }

  @Override
  public String toString() {
    return value;
  }
}

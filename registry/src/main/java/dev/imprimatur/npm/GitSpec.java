package dev.imprimatur.npm;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * A dependency on a git repository, which can be written in a dozen ways; npm rewrites them before
 * it publishes (hosted-git-info). All of them for one repository come out alike here.
 */
final class GitSpec {
  private static final Map<String, String> HOSTS =
      Map.of("github.com", "github:", "gitlab.com", "gitlab:", "bitbucket.org", "bitbucket:");

  /** {@code git+ssh://git@host/owner/repo.git#ref} and {@code git@host:owner/repo.git}. */
  private static final Pattern URL =
      Pattern.compile(
          "(?:git\\+)?(?:(?:https?|ssh|git)://)?(?:[^@/]+@)?([a-z.]+)[/:]([^#]+?)(?:\\.git)?(#.*)?");

  private static final Pattern SHORTCUT = Pattern.compile("[^@./\\s:~<>=*|]+/[^/\\s:@#]+(#.*)?");

  private GitSpec() {}

  /** The range as it is, unless it names a repository. */
  static String tidied(String range) {
    if (SHORTCUT.matcher(range).matches()) {
      return "github:" + range.replaceFirst("\\.git(?=#|$)", "");
    }
    var url = URL.matcher(range);
    if (range.contains("/") && url.matches() && HOSTS.containsKey(url.group(1))) {
      var ref = url.group(3);
      return HOSTS.get(url.group(1)) + url.group(2) + (ref == null ? "" : ref);
    }
    return range;
  }
}

package dev.imprimatur.git;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * The address of a repository, which a package.json may write in a dozen ways (docs.npmjs.com,
 * "package.json", repository; hosted-git-info).
 */
public final class RepositoryUrl {
  private static final Map<String, String> SHORT =
      Map.of(
          "github", "https://github.com/",
          "gitlab", "https://gitlab.com/",
          "bitbucket", "https://bitbucket.org/");

  private static final Pattern SHORTCUT =
      Pattern.compile("(?:(?<host>github|gitlab|bitbucket):)?(?<path>[\\w.-]+(?:/[\\w.-]+)+)");

  private static final Pattern URL =
      Pattern.compile(
          "(?:git\\+)?(?:https?|ssh|git)://(?:[^@/]+@)?(?<host>[^/:]+(?::\\d+)?)/(?<path>.+)");

  private static final Pattern PLAIN = Pattern.compile("(?:git\\+)?http://.+");

  private static final Pattern SCP = Pattern.compile("(?:[^@/]+@)(?<host>[^/:]+):(?<path>[^/].*)");

  private static final int LENGTH_MAX = 2000;

  private RepositoryUrl() {}

  /**
   * Returns the address by which the repository's host serves it to browsers, in the case in which
   * it was written; what names no repository is returned as it is.
   */
  public static String tidied(String written) {
    if (written.length() > LENGTH_MAX) {
      return written;
    }
    int hash = written.indexOf('#');
    var text = hash < 0 ? written : written.substring(0, hash);
    var url = URL.matcher(text);
    if (url.matches()) {
      return "https://" + url.group("host") + "/" + path(url.group("path"));
    }
    var scp = SCP.matcher(text);
    if (scp.matches()) {
      return "https://" + scp.group("host") + "/" + path(scp.group("path"));
    }
    var shortcut = SHORTCUT.matcher(text);
    if (shortcut.matches()) {
      var host = shortcut.group("host");
      return SHORT.get(host == null ? "github" : host) + path(shortcut.group("path"));
    }
    return written;
  }

  /** Does the same for a host that itself speaks plain http, and so keeps http. */
  public static String tidiedAsHttp(String written) {
    var tidied = tidied(written);
    return PLAIN.matcher(written).matches() ? tidied.replaceFirst("^https:", "http:") : tidied;
  }

  private static String path(String path) {
    var bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return bare.endsWith(".git") ? bare.substring(0, bare.length() - ".git".length()) : bare;
  }
}

package dev.imprimatur.git;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The parts of an address, as JavaScript's {@code URL} parses it (url.spec.whatwg.org), as far as
 * addresses of repositories need it.
 *
 * @param scheme in lower case, without its colon
 * @param auth name and password as they are written, or nothing
 * @param host empty where there is none
 * @param hash what follows the first {@code #}
 */
public record UrlParts(String scheme, String auth, String host, String path, String hash) {
  private static final Set<String> SPECIAL = Set.of("http", "https", "ftp", "ws", "wss");
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):([^?#]*)(?:\\?[^#]*)?(?:#(.*))?", Pattern.DOTALL);
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:(.*)@)?([^@:/]*)(?::([0-9]*))?", Pattern.DOTALL);

  private static final Pattern IGNORED = Pattern.compile("[\\t\\r\\n]");
  private static final Pattern SLASHES = Pattern.compile("^/*");

  static Optional<UrlParts> parse(String text) {
    var url = FORM.matcher(IGNORED.matcher(text.strip()).replaceAll(""));
    if (!url.matches()) {
      return Optional.empty();
    }
    var scheme = url.group(1).toLowerCase(Locale.ROOT);
    var hash = url.group(3) == null ? "" : url.group(3);
    boolean isSpecial = SPECIAL.contains(scheme);
    var rest =
        isSpecial
            ? SLASHES.matcher(url.group(2).replace('\\', '/')).replaceFirst("//")
            : url.group(2);
    if (!rest.startsWith("//")) {
      return Optional.of(new UrlParts(scheme, "", "", rest, hash));
    }
    int slash = rest.indexOf('/', 2);
    var authority = AUTHORITY.matcher(rest.substring(2, slash < 0 ? rest.length() : slash));
    if (!authority.matches() || (isSpecial && authority.group(2).isEmpty())) {
      return Optional.empty();
    }
    var host = authority.group(2);
    return Optional.of(
        new UrlParts(
            scheme,
            authority.group(1) == null ? "" : authority.group(1),
            isSpecial ? host.toLowerCase(Locale.ROOT) : host,
            resolved(slash < 0 ? "" : rest.substring(slash)),
            hash));
  }

  /** Returns whether it can be parsed at all, which is all that npm requires of many addresses. */
  public static boolean canParse(String text) {
    return parse(text).isPresent();
  }

  /** Decodes percent-encoding ({@code decodeURIComponent}), unless it is malformed. */
  static Optional<String> decoded(String text) {
    try {
      var plain = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
      return plain.indexOf('\uFFFD') >= 0 ? Optional.empty() : Optional.of(plain);
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static String resolved(String path) {
    var segments = new ArrayDeque<String>();
    var all = path.split("/", -1);
    for (int i = 1; i < all.length; i++) {
      if (all[i].equals("..")) {
        segments.pollLast();
      } else if (!all[i].equals(".")) {
        segments.addLast(all[i]);
      }
    }
    return path.isEmpty() ? "" : "/" + String.join("/", segments);
  }
}

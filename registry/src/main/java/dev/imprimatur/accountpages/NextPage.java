package dev.imprimatur.accountpages;

import dev.imprimatur.pages.Site;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The page that comes after a sign-in. It comes from an address, which anybody can make up; so it
 * is a path of ours or none: no browser takes what begins with one slash, and holds no backslash,
 * for another site.
 */
public final class NextPage {
  private static final int LENGTH_MAX = 8000;
  private static final Pattern PATH =
      Pattern.compile("/(?:[A-Za-z0-9@._~%-][A-Za-z0-9@._~%/-]*)?(?:\\?[A-Za-z0-9@._~%/=&+*:-]*)?");

  private NextPage() {}

  public static String of(Site site, String wanted) {
    boolean ours =
        wanted.length() <= LENGTH_MAX
            && PATH.matcher(wanted).matches()
            && wanted.startsWith(site.home());
    return ours ? wanted : site.account();
  }

  public static String encoded(String path) {
    return URLEncoder.encode(path, StandardCharsets.UTF_8);
  }
}

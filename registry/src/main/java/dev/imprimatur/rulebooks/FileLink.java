package dev.imprimatur.rulebooks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The form of the addresses at which people see a project, or a file of it that runs jobs.
 *
 * @param path the form of what stands behind the address of the CI system; its named groups are the
 *     settings, whose names may hold what a group's name may not
 * @param settings the setting that each group is for
 */
public record FileLink(Pattern path, Map<String, String> settings) {
  private static final int LENGTH_MAX = 2000;

  public FileLink {
    settings = Map.copyOf(settings);
  }

  public static FileLink of(String path, Map<String, String> settings) {
    return new FileLink(Pattern.compile(path), settings);
  }

  /** The settings that an address says; none if it is not below this one, or of another form. */
  Map<String, String> settingsIn(String address, String server) {
    var link = plain(address);
    var below = server + "/";
    if (link.length() > LENGTH_MAX || !link.regionMatches(true, 0, below, 0, below.length())) {
      return Map.of();
    }
    var matcher = path.matcher(link.substring(server.length()));
    var found = new LinkedHashMap<String, String>();
    if (matcher.matches()) {
      settings.forEach((group, setting) -> {
        var text = matcher.group(group);
        if (text != null) {
          found.put(setting, text);
        }
      });
    }
    return found;
  }

  /** Writes an address as a browser has it, where git or a manifest writes another. */
  private static String plain(String address) {
    return address
        .strip()
        .replaceFirst("^git\\+", "")
        .replaceFirst("^(?:ssh://)?git@([^:/]+)[:/]", "https://$1/")
        .replaceFirst("^git://", "https://")
        .replaceFirst("[?#].*$", "")
        .replaceFirst("(?:\\.git)?/?$", "");
  }
}

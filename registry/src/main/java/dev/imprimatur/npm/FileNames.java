package dev.imprimatur.npm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.Quoted;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names of the files in a tarball, told apart as the least discerning file system does it.
 *
 * <p>macOS and Windows take names for one that differ in case or in how a letter is composed; HFS+
 * ignores characters that do not show, and Windows drops dots and spaces at the end, and what
 * follows a colon. Of two files under one name the later one is what is installed there.
 */
final class FileNames {
  private static final int SEGMENT_BYTES_MAX = 255;
  private static final String PLAIN = "./-_@+";
  private static final Pattern IGNORED =
      Pattern.compile(
          "[\\p{Cf}\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u2065\\u3164"
              + "\\ufe00-\\ufe0f\\uffa0\\ufff0-\\ufff8\\x{e0000}-\\x{e0fff}]");
  private static final Pattern DROPPED = Pattern.compile("[. ]+(?=/|$)");

  /** A file's short name on Windows, for programs from before long names. */
  private static final Pattern SHORT = Pattern.compile("[^./]{1,6}~[0-9]{1,6}(?:\\.[^./]{1,3})?");

  private final Map<String, String> files = new HashMap<>();
  private final Set<String> folders = new HashSet<>();
  private final Set<String> aliases = new HashSet<>();
  private final int charactersMax;
  private int charactersLeft;

  /**
   * No names yet.
   *
   * @param charactersMax of all files and folders together, as whoever keeps them pays for each
   */
  FileNames(int charactersMax) {
    this.charactersMax = charactersMax;
    this.charactersLeft = charactersMax;
  }

  /** Adds a file, or refuses one that is there already by another name. */
  void addFile(String path) {
    var folded = folded(path);
    var before = files.putIfAbsent(spent(folded), path);
    if (before != null) {
      throw refusal(
          before.equals(path)
              ? "%s is in it twice".formatted(Quoted.text(path))
              : "%s is in it twice: to Windows or macOS %s is the same name"
                  .formatted(Quoted.text(path), Quoted.text(before)));
    }
    if (folders.contains(folded)) {
      throw fileAndFolder(path);
    }
    addFolders(path, folded.lastIndexOf('/'), folded);
  }

  /** Adds a folder, which may be there already. */
  void addFolder(String path) {
    var folded = folded(path);
    addFolders(path, folded.length(), folded);
  }

  /** Adds the name that another header gives to an entry; there may be no file of that name. */
  void addAlias(String path) {
    aliases.add(spent(folded(path)));
  }

  /** Refuses a tarball one of whose files some reader could overwrite with another. */
  void requireNoAlias() {
    for (var alias : aliases) {
      var file = files.get(alias);
      if (file != null) {
        throw refusal("two headers name %s".formatted(Quoted.text(file)));
      }
    }
  }

  Set<String> files() {
    return Set.copyOf(files.values());
  }

  /** Adds folders from the innermost out, until one is known, as then all around it are. */
  private void addFolders(String path, int innermost, String folded) {
    for (int end = innermost; end > 0; end = folded.lastIndexOf('/', end - 1)) {
      var folder = folded.substring(0, end);
      if (files.containsKey(folder)) {
        throw fileAndFolder(path);
      }
      if (!folders.add(spent(folder))) {
        return;
      }
    }
  }

  private String spent(String name) {
    charactersLeft -= name.length();
    if (charactersLeft < 0) {
      throw refusal("the names in it have more than %,d characters".formatted(charactersMax));
    }
    return name;
  }

  private static String folded(String path) {
    var folded = isFolded(path) ? path : foldedUnicode(path);
    var segments = Pattern.compile("/");
    if (path.indexOf(':') >= 0
        || segments.splitAsStream(path).anyMatch(FileNames::isTooLong)
        || segments.splitAsStream(folded).anyMatch(FileNames::isNoName)) {
      throw refusal("%s is not a file name on every machine".formatted(Quoted.text(path)));
    }
    return folded;
  }

  /** Recognises the most names, which are their own folded form, without folding them. */
  private static boolean isFolded(String path) {
    return path.chars()
            .allMatch(
                c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || PLAIN.indexOf(c) >= 0)
        && !path.contains("./")
        && !path.endsWith(".");
  }

  private static boolean isTooLong(String segment) {
    return segment.getBytes(UTF_8).length > SEGMENT_BYTES_MAX;
  }

  private static boolean isNoName(String folded) {
    return folded.isEmpty() || SHORT.matcher(folded).matches();
  }

  private static String foldedUnicode(String path) {
    var folded = Normalizer.normalize(path, Form.NFKC);
    folded = folded.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    folded = IGNORED.matcher(Normalizer.normalize(folded, Form.NFKC)).replaceAll("");
    return DROPPED.matcher(folded).replaceAll("");
  }

  private static ProblemException fileAndFolder(String path) {
    return refusal("%s needs one name for a file and a folder".formatted(Quoted.text(path)));
  }

  private static ProblemException refusal(String why) {
    return new PackageProblem.BadTarball(why).asException();
  }
}

package dev.imprimatur.tar;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The records of an extended header about the entry behind it (POSIX.1-2017, pax, "pax Extended
 * Header"), as far as they decide what is unpacked.
 *
 * <p>Readers differ in how they tell records apart, in how they treat a record twice, and in which
 * names they know; so only records that all of them read alike, or that none reads, are accepted.
 */
record PaxRecords(Optional<String> path, Optional<Long> size) {
  /** The records of an entry that has no extended header. */
  static final PaxRecords NONE = new PaxRecords(Optional.empty(), Optional.empty());

  /** The records that do not change which file is unpacked: times, owners, remarks. */
  private static final Pattern REMARK =
      Pattern.compile(
          "[acm]time|[ug]id|[ug]name|mode|dev|ino|nlink|devmajor|devminor|comment"
              + "|SCHILY\\.(?:dev|ino|nlink|fflags|(?:xattr|acl)\\..+)"
              + "|LIBARCHIVE\\.(?:creationtime|xattr\\..+)"
              + "|(?:NODETAR|MSWINDOWS|RHT)\\..+");

  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

  static PaxRecords read(byte[] body) {
    Optional<String> path = Optional.empty();
    Optional<Long> size = Optional.empty();
    for (int at = 0; at < body.length; ) {
      int end = end(body, at);
      int key = indexOf(body, ' ', at, end) + 1;
      int value = indexOf(body, '=', key, end) + 1;
      var name = TarHeader.utf8(body, key, value - 1 - key);
      if (name.equals("path") && path.isEmpty()) {
        path = Optional.of(path(body, value, end - 1));
      } else if (name.equals("size") && size.isEmpty()) {
        size = Optional.of(size(TarHeader.utf8(body, value, end - 1 - value)));
      } else if (!REMARK.matcher(name).matches()) {
        throw new MalformedTarException(
            name, "stands in an extended header where it must not, or twice");
      }
      at = end;
    }
    return new PaxRecords(path, size);
  }

  /** Refuses records for every entry that follows, but for remarks. */
  void requireNothingForAll() {
    if (path.isPresent() || size.isPresent()) {
      throw new MalformedTarException("a global header in it names a path or a size");
    }
  }

  /**
   * Returns the end of the record that starts here; it states its length, and a line feed confirms
   * it.
   */
  private static int end(byte[] body, int at) {
    int space = indexOf(body, ' ', at, Math.min(body.length, at + 8));
    var digits = TarHeader.utf8(body, at, space - at);
    int length = NUMBER.matcher(digits).matches() ? Integer.parseInt(digits) : 0;
    int end = at + length;
    if (length == 0 || end > body.length || body[end - 1] != '\n') {
      throw malformed();
    }
    // Old versions of npm wrote whole READMEs there, and pnpm stops reading at such a value.
    if (indexOf(body, '\n', space, end) != end - 1) {
      throw new MalformedTarException(
          "an extended header in it has a value of several lines, which not every client reads;"
              + " pack it anew");
    }
    return end;
  }

  private static int indexOf(byte[] body, char wanted, int from, int to) {
    for (int i = from; i < to; i++) {
      if (body[i] == wanted) {
        return i;
      }
    }
    throw malformed();
  }

  private static String path(byte[] body, int from, int to) {
    var path = TarHeader.utf8(body, from, to - from);
    if (path.isEmpty() || path.indexOf('\0') >= 0) {
      throw malformed();
    }
    return path;
  }

  private static long size(String digits) {
    if (!NUMBER.matcher(digits).matches()) {
      throw malformed();
    }
    return Long.parseLong(digits);
  }

  private static MalformedTarException malformed() {
    return new MalformedTarException("an extended header in it is damaged");
  }
}

package dev.imprimatur.bundle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A log's signed note of one state of its tree (c2sp.org/tlog-checkpoint, c2sp.org/signed-note).
 *
 * @param signed what is signed, with its last line feed
 */
public record Checkpoint(Bytes signed, long treeSize, Bytes rootHash, List<Line> signatures) {
  private static final Pattern SIZE = Pattern.compile("0|[1-9]\\d{0,18}");
  private static final Pattern SIGNATURE = Pattern.compile("\u2014 (?<name>\\S+) (?<base64>\\S+)");
  private static final int LINES_MAX = 64;
  private static final int HINT_BYTES = 4;

  /**
   * One of its signatures.
   *
   * @param name whose it is
   * @param hint the first bytes of the key's id
   */
  public record Line(String name, Bytes hint, Bytes signature) {}

  public static Checkpoint read(String note) {
    int end = note.indexOf("\n\n");
    if (end < 0 || !note.endsWith("\n")) {
      throw malformed();
    }
    var text = note.substring(0, end + 1);
    var head = text.split("\n", LINES_MAX);
    var lines = note.substring(end + 2).split("\n", LINES_MAX);
    if (head.length < 3 || head[0].isEmpty() || !SIZE.matcher(head[1]).matches()) {
      throw malformed();
    }
    return new Checkpoint(
        Bytes.ofUtf8(text),
        size(head[1]),
        Bytes.ofBase64(head[2], "the root hash of a checkpoint"),
        signatures(Arrays.asList(lines).subList(0, lines.length - 1)));
  }

  private static List<Line> signatures(List<String> lines) {
    var all = new ArrayList<Line>();
    for (var line : lines) {
      var parts = SIGNATURE.matcher(line);
      if (!parts.matches()) {
        throw malformed();
      }
      var bytes = Bytes.ofBase64(parts.group("base64"), "the signature of a checkpoint");
      if (bytes.length() <= HINT_BYTES) {
        throw malformed();
      }
      all.add(
          new Line(
              parts.group("name"),
              bytes.slice(0, HINT_BYTES),
              bytes.slice(HINT_BYTES, bytes.length())));
    }
    return all;
  }

  private static long size(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException tooLarge) {
      throw malformed();
    }
  }

  private static Refusal malformed() {
    return new Refusal(Reason.LOG_CHECKPOINT, "the checkpoint of its log entry cannot be read");
  }
}

package dev.imprimatur.bundle;

import java.util.ArrayList;
import java.util.List;

/**
 * One value of ASN.1 in its distinguished encoding (ITU-T X.690), and the reader of what lies in
 * it. Only what certificates and timestamps need: tags of one byte, definite lengths in the
 * shortest form.
 *
 * @param tag its identifier octet
 * @param content what it holds
 * @param encoded the whole of it, with tag and length
 */
public record Der(int tag, Bytes content, Bytes encoded) {
  public static final int INTEGER = 0x02;
  public static final int BIT_STRING = 0x03;
  public static final int OCTET_STRING = 0x04;
  public static final int OBJECT_ID = 0x06;
  public static final int UTF8_STRING = 0x0c;
  public static final int GENERALIZED_TIME = 0x18;
  public static final int SEQUENCE = 0x30;
  public static final int SET = 0x31;

  private static final int CHILDREN_MAX = 256;

  /**
   * The longest object id; those that we ask for have eleven bytes, each of which becomes up to
   * four in the dotted form.
   */
  private static final int OBJECT_ID_BYTES_MAX = 64;

  private static final int LONG_TAG = 0x1f;
  private static final int LENGTH_BYTES_MAX = 3;

  /** Returns the tag of a context-specific, constructed field of this number. */
  public static int context(int number) {
    return 0xa0 | number;
  }

  /** Reads one value and nothing after it. */
  public static Der read(Bytes bytes) {
    var value = at(bytes, 0);
    if (value.encoded().length() != bytes.length()) {
      throw malformed("something follows it");
    }
    return value;
  }

  /** Writes a value around this content. */
  public static Bytes write(int tag, Bytes content) {
    int length = content.length();
    Bytes lengthBytes;
    if (length < 0x80) {
      lengthBytes = Bytes.ofNumber(length, 1);
    } else {
      int width = length < 0x100 ? 1 : length < 0x10000 ? 2 : LENGTH_BYTES_MAX;
      lengthBytes = Bytes.concat(Bytes.ofNumber(0x80 | width, 1), Bytes.ofNumber(length, width));
    }
    return Bytes.concat(Bytes.ofNumber(tag, 1), lengthBytes, content);
  }

  /** Returns the values in it, in order. */
  public List<Der> children() {
    var children = new ArrayList<Der>();
    int at = 0;
    while (at < content.length()) {
      if (children.size() == CHILDREN_MAX) {
        throw malformed("it holds too many values");
      }
      var child = at(content, at);
      children.add(child);
      at += child.encoded().length();
    }
    return children;
  }

  public Der require(int wanted) {
    if (tag != wanted) {
      throw malformed("a value has another type than it must have");
    }
    return this;
  }

  /** Reads the values in it in turn. */
  public Turn inTurn() {
    return new Turn(children());
  }

  /** Returns the dotted form of an object identifier (X.690, section 8.19). */
  public String objectId() {
    require(OBJECT_ID);
    if (content.length() > OBJECT_ID_BYTES_MAX) {
      throw malformed("an object identifier is too long");
    }
    var dotted = new StringBuilder();
    long arc = 0;
    boolean first = true;
    for (int i = 0; i < content.length(); i++) {
      int octet = content.at(i) & 0xff;
      if (arc > Long.MAX_VALUE >> 8) {
        throw malformed("an object identifier is too long");
      }
      arc = (arc << 7) | (octet & 0x7f);
      if ((octet & 0x80) != 0) {
        continue;
      }
      if (first) {
        long top = Math.min(arc / 40, 2);
        dotted.append(top).append('.').append(arc - 40 * top);
        first = false;
      } else {
        dotted.append('.').append(arc);
      }
      arc = 0;
    }
    if (first || (content.at(content.length() - 1) & 0x80) != 0) {
      throw malformed("an object identifier is cut off");
    }
    return dotted.toString();
  }

  private static Der at(Bytes bytes, int start) {
    if (start + 2 > bytes.length()) {
      throw malformed("it is cut off");
    }
    int tag = bytes.at(start) & 0xff;
    if ((tag & LONG_TAG) == LONG_TAG) {
      throw malformed("it has a tag of more than one byte");
    }
    int first = bytes.at(start + 1) & 0xff;
    int from = start + 2;
    int length = first;
    if (first >= 0x80) {
      int width = first & 0x7f;
      if (width == 0 || width > LENGTH_BYTES_MAX || from + width > bytes.length()) {
        throw malformed("a length in it is indefinite, cut off or too large");
      }
      length = 0;
      for (int i = 0; i < width; i++) {
        length = (length << 8) | (bytes.at(from + i) & 0xff);
      }
      // DER knows one form of each length (X.690, section 10.1).
      if (length < 0x80 || (width > 1 && length >>> (8 * (width - 1)) == 0)) {
        throw malformed("a length in it is not in its shortest form");
      }
      from += width;
    }
    if (length > bytes.length() - from) {
      throw malformed("it is cut off");
    }
    int end = from + length;
    return new Der(tag, bytes.slice(from, end), bytes.slice(start, end));
  }

  public static Refusal malformed(String why) {
    return new Refusal(Reason.MALFORMED, "a DER value cannot be read: " + why);
  }

  /** The values of a sequence, taken in their order. */
  public static final class Turn {
    private final List<Der> values;
    private int next;

    private Turn(List<Der> values) {
      this.values = values;
    }

    /** Takes the next one, which must have this tag. */
    public Der take(int tag) {
      if (next == values.size()) {
        throw malformed("a sequence is too short");
      }
      return values.get(next++).require(tag);
    }

    /** Takes the next one if it has this tag. */
    public boolean skipIf(int tag) {
      if (next < values.size() && values.get(next).tag() == tag) {
        next++;
        return true;
      }
      return false;
    }

    /** Requires that nothing is left. */
    public void end() {
      if (next != values.size()) {
        throw malformed("a sequence is too long");
      }
    }
  }
}

package dev.imprimatur.tar;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.regex.Pattern;

/**
 * The block of 512 bytes in front of an entry (POSIX.1-2017, pax, "ustar Interchange Format"), in
 * those of its forms that every reader understands alike.
 *
 * @param name the entry's name, where no header before it says otherwise; what is no UTF-8 in it is
 *     replaced, as it may be a longer name that was cut
 * @param bytes the length of the content that follows
 */
record TarHeader(String name, Kind kind, long bytes) {
  static final int BLOCK = 512;

  private static final Field NAME = new Field(0, 100);
  private static final Field SIZE = new Field(124, 12);
  private static final Field CHECKSUM = new Field(148, 8);
  private static final int KIND_AT = 156;
  private static final int LINK_AT = 157;
  private static final Field MAGIC = new Field(257, 8);
  private static final Field PREFIX = new Field(345, 155);

  /** The length at which xstar, and node-tar with it, ends a prefix that has times behind it. */
  private static final int PREFIX_BYTES_SHORT = 130;

  private static final String USTAR = "ustar\00000";
  private static final Pattern OCTAL = Pattern.compile(" *[0-7]+[ \\x00]*");
  private static final Pattern OCTAL_ENDED = Pattern.compile("[ 0]*[0-7]+[ \\x00]+");

  /** The kind of an entry; there are more, and none of them is in a package. */
  enum Kind {
    FILE,
    FOLDER,
    EXTENDED,
    EXTENDED_FOR_ALL,
    LONG_NAME
  }

  private record Field(int at, int bytes) {
    String ascii(byte[] block) {
      return new String(block, at, bytes, US_ASCII);
    }

    /** Reads text up to the first NUL, or through the whole field. */
    String text(byte[] block, int bytesMax) {
      int end = at;
      while (end < at + bytesMax && block[end] != 0) {
        end++;
      }
      return new String(block, at, end - at, UTF_8);
    }
  }

  /** Reads a block that is not empty. */
  static TarHeader read(byte[] block) {
    requireChecksum(block);
    var name = name(block);
    if (name.isEmpty()) {
      throw new MalformedTarException("an entry has no name");
    }
    var kind = kind(name, block[KIND_AT]);
    if (block[LINK_AT] != 0) {
      throw new MalformedTarException(name, "names a file that it links to, and is no link");
    }
    var size = SIZE.ascii(block);
    if (!OCTAL.matcher(size).matches()) {
      throw new MalformedTarException(name, "does not say in plain digits how large it is");
    }
    long bytes = Long.parseLong(digits(size), 8);
    if (kind == Kind.FILE && name.endsWith("/")) {
      kind = Kind.FOLDER;
    }
    if (kind == Kind.FOLDER && bytes != 0) {
      throw new MalformedTarException(name, "is a folder that has content of its own");
    }
    return new TarHeader(name, kind, bytes);
  }

  /** Refuses a wrong checksum, as readers pass over such a block, each in its own way. */
  private static void requireChecksum(byte[] block) {
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean isChecksum = i >= CHECKSUM.at() && i < CHECKSUM.at() + CHECKSUM.bytes();
      sum += isChecksum ? ' ' : block[i] & 0xff;
    }
    var stated = CHECKSUM.ascii(block);
    if (!OCTAL_ENDED.matcher(stated).matches() || Long.parseLong(digits(stated), 8) != sum) {
      throw new MalformedTarException("the checksum of a header in it is wrong");
    }
  }

  private static String name(byte[] block) {
    var name = NAME.text(block, NAME.bytes());
    if (block[PREFIX.at()] == 0) {
      return name;
    }
    var magic = MAGIC.ascii(block);
    if (!magic.equals(USTAR)) {
      throw new MalformedTarException(name, "has a prefix in a form that has none");
    }
    boolean isShort = block[PREFIX.at() + PREFIX_BYTES_SHORT] == 0;
    return PREFIX.text(block, isShort ? PREFIX_BYTES_SHORT : PREFIX.bytes()) + "/" + name;
  }

  private static Kind kind(String name, byte flag) {
    return switch (flag) {
      case '0', 0 -> Kind.FILE;
      case '5' -> Kind.FOLDER;
      case 'x' -> Kind.EXTENDED;
      case 'g' -> Kind.EXTENDED_FOR_ALL;
      case 'L' -> Kind.LONG_NAME;
      case '1' ->
          throw new MalformedTarException(
              name,
              "is a link or a device, and only files and folders are taken: it is a hard link, as"
                  + " pnpm and bun make them of files in node_modules");
      default ->
          throw new MalformedTarException(
              name, "is a link or a device, and only files and folders are taken");
    };
  }

  private static String digits(String octal) {
    return octal.replaceAll("[^0-7]", "");
  }

  /** Reads text strictly, as each reader makes something else of what is no UTF-8. */
  static String utf8(byte[] bytes, int from, int length) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length)).toString();
    } catch (CharacterCodingException e) {
      throw notUtf8(new String(bytes, from, length, UTF_8));
    }
  }

  static MalformedTarException notUtf8(String name) {
    return new MalformedTarException(name, "is a name that is not UTF-8");
  }
}

package dev.imprimatur.npm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.function.Consumer;

/** Writes tar archives block by block, so that what no program writes can be in them. */
public final class RawTar {
  static final int NAME = 0;
  static final int SIZE = 124;
  static final int CHECKSUM = 148;
  static final int LINK = 157;
  static final int MAGIC = 257;
  static final int PREFIX = 345;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  public static RawTar of(String packageJson) {
    return new RawTar().file("package/package.json", packageJson);
  }

  public RawTar file(String name, String text) {
    return entry('0', name, text);
  }

  public RawTar entry(char kind, String name, String text) {
    return entry(kind, name, text.getBytes(UTF_8), _ -> {});
  }

  /**
   * Adds an entry whose header is changed before it gets its checksum.
   *
   * @param change sees the 512 bytes of the header
   */
  public RawTar entry(char kind, String name, byte[] content, Consumer<byte[]> change) {
    var header = new byte[512];
    put(header, NAME, name);
    put(header, 100, "0000644\0" + "0000000\0" + "0000000\0");
    put(header, SIZE, String.format(Locale.ROOT, "%011o\0", content.length));
    put(header, 136, "03561116061\0");
    header[156] = (byte) kind;
    put(header, MAGIC, "ustar\00000");
    change.accept(header);
    writeChecksum(header);
    return block(header).block(content);
  }

  /** An extended header with these records, each {@code key=value}. */
  public RawTar pax(char kind, String... records) {
    var body = new StringBuilder();
    for (var record : records) {
      body.append(record(record));
    }
    return entry(kind, "PaxHeader/x", body.toString());
  }

  static String record(String keyAndValue) {
    int rest = (" " + keyAndValue + "\n").getBytes(UTF_8).length;
    int length = rest + 1;
    while (length != rest + String.valueOf(length).length()) {
      length++;
    }
    return length + " " + keyAndValue + "\n";
  }

  /** Bytes as they are, filled up to whole blocks. */
  public RawTar block(byte[] content) {
    bytes.writeBytes(content);
    bytes.writeBytes(new byte[(512 - content.length % 512) % 512]);
    return this;
  }

  /** Without an end. */
  public byte[] tar() {
    return bytes.toByteArray();
  }

  public byte[] gzip() {
    var ended = new ByteArrayOutputStream();
    ended.writeBytes(tar());
    ended.writeBytes(new byte[1024]);
    return TestTarball.gzip(ended.toByteArray());
  }

  static void put(byte[] block, int at, String text) {
    var raw = text.getBytes(UTF_8);
    System.arraycopy(raw, 0, block, at, raw.length);
  }

  /** Gives the header its checksum, unless it has one of its own. */
  private static void writeChecksum(byte[] header) {
    if (header[CHECKSUM] != 0) {
      return;
    }
    put(header, CHECKSUM, "        ");
    int sum = 0;
    for (var each : header) {
      sum += each & 0xff;
    }
    put(header, CHECKSUM, String.format(Locale.ROOT, "%06o\0 ", sum));
  }
}

package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * Tarballs as no program writes them: good ones, changed by chance where readers of tar archives
 * are known to differ. The same seed makes the same ones.
 */
final class TarMutants {
  private static final int BLOCK = 512;
  private static final int NAME = 0;
  private static final int SIZE = 124;
  private static final int CHECKSUM = 148;
  private static final int KIND = 156;
  private static final int LINK = 157;
  private static final int MAGIC = 257;
  private static final int PREFIX = 345;

  private static final String KINDS = "\0" + "0125xgLKNXSD7";
  private static final String MANIFEST = "package/package.json";

  private static final List<String> NAMES =
      List.of(
          MANIFEST,
          "package/package.json/",
          "package/package.jso\u017f",
          "./package/package.json",
          "package/./package.json",
          "package//package.json",
          "other/package.json",
          "package.json",
          "package/lib/",
          "package/\u00e9.js",
          "package/" + "long/".repeat(20) + "name.js",
          "");

  private static final List<String> RECORDS =
      List.of(
          "path=package/package.json",
          "path=package/other.js",
          "path=package/" + "far/".repeat(40) + "name.js",
          "path=package/\u00e9\u00e9\u00e9.js",
          "path=package/lib/",
          "path=",
          "size=0",
          "size=1024",
          "linkpath=package/other.js",
          "type=SymbolicLink",
          "type=Directory",
          "comment=0123456789abcdef",
          "comment=x\n34 path=package/package.json",
          "comment=x\n\na = b\n10",
          "mtime=1.5",
          "SCHILY.dev=1",
          "SCHILY.realsize=1",
          "GNU.sparse.major=1",
          "GNU.sparse.name=package/package.json",
          "hdrcharset=BINARY",
          "charset=ISO-8859-1");

  private final Random random;
  private final String version;

  /** The blocks of the archive, a header and its content in each. */
  private final List<byte[]> entries = new ArrayList<>();

  private TarMutants(Random random, String version) {
    this.random = random;
    this.version = version;
  }

  /** A good one that has nothing but this package.json in it. */
  static byte[] plain(byte[] packageJson) {
    return gzip(Arrays.copyOf(entry('0', MANIFEST, packageJson), 4 * BLOCK));
  }

  /** A tarball of the package {@code tree}, with up to three changes. */
  static byte[] next(Random random, String version) {
    var mutant = new TarMutants(random, version);
    mutant.fill();
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      mutant.change();
    }
    return mutant.packed();
  }

  private void fill() {
    if (random.nextInt(4) == 0) {
      add('g', "pax_global_header", record("comment=0123456789abcdef"));
    }
    if (random.nextInt(4) == 0) {
      add('5', "package/", new byte[0]);
    }
    add('0', MANIFEST, manifest("real"));
    add('0', "package/index.js", "module.exports = 1;\n".getBytes(UTF_8));
    var far = "package/" + "deep/".repeat(30) + "name.js";
    switch (random.nextInt(3)) {
      case 0 -> {
        add('x', "PaxHeader/name.js", record("path=" + far));
        add('0', far.substring(0, 99), "2".getBytes(UTF_8));
      }
      case 1 -> {
        add('L', "././@LongLink", (far + "\0").getBytes(UTF_8));
        add('0', far.substring(0, 99), "2".getBytes(UTF_8));
      }
      default -> {
        add('0', "name.js", "2".getBytes(UTF_8));
        sealed(entries.getLast(), PREFIX, "package/lib");
      }
    }
  }

  private byte[] manifest(String description) {
    return Json.write(Json.members("name", "tree", "version", version, "description", description))
        .getBytes(UTF_8);
  }

  private void change() {
    var entry = entries.get(random.nextInt(entries.size()));
    switch (random.nextInt(13)) {
      case 0 -> insert(entry.clone());
      case 1 -> insert(entry('x', "PaxHeader/x", records()));
      case 2 -> insert(entry('g', "pax_global_header", records()));
      case 3 -> insert(entry('L', "././@LongLink", (pick(NAMES) + "\0").getBytes(UTF_8)));
      case 4 -> insert(entry('0', pick(NAMES), manifest("hidden")));
      case 5 -> sealed(entry, KIND, "" + KINDS.charAt(random.nextInt(KINDS.length())));
      case 6 -> sealed(entry, SIZE, octal(random.nextInt(3) * BLOCK));
      case 7 -> sealed(entry, PREFIX, random.nextBoolean() ? "package" : "x".repeat(140));
      case 8 -> sealed(entry, MAGIC, random.nextBoolean() ? "ustar  \0" : "\0\0\0\0\0\0\0\0");
      case 9 -> sealed(entry, NAME, pick(NAMES) + "\0");
      case 10 -> entry[random.nextInt(BLOCK)] = (byte) random.nextInt();
      case 11 -> insert(random.nextBoolean() ? new byte[BLOCK] : hiddenInContent());
      default -> sealed(entry, LINK, "package/index.js");
    }
  }

  /** An archive within a file, behind a header that some readers do not count as one. */
  private byte[] hiddenInContent() {
    var decoy = entry('0', "package/decoy.bin", entry('0', MANIFEST, manifest("hidden")));
    if (random.nextBoolean()) {
      decoy[CHECKSUM] ^= 1;
    }
    return decoy;
  }

  private byte[] records() {
    var body = new ByteArrayOutputStream();
    for (int i = random.nextInt(2); i >= 0; i--) {
      body.writeBytes(record(pick(RECORDS)));
    }
    return body.toByteArray();
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private void insert(byte[] entry) {
    entries.add(random.nextInt(entries.size() + 1), entry);
  }

  private byte[] packed() {
    var tar = new ByteArrayOutputStream();
    entries.forEach(tar::writeBytes);
    tar.writeBytes(new byte[random.nextInt(4) * BLOCK]);
    var plain = tar.toByteArray();
    if (random.nextInt(20) == 0) {
      plain = Arrays.copyOf(plain, plain.length - random.nextInt(BLOCK));
    }
    var gzip = gzip(plain);
    return random.nextInt(10) == 0 ? Arrays.copyOf(gzip, gzip.length + 512) : gzip;
  }

  private void add(char kind, String name, byte[] content) {
    entries.add(entry(kind, name, content));
  }

  private static byte[] entry(char kind, String name, byte[] content) {
    var entry = new byte[BLOCK + (content.length + BLOCK - 1) / BLOCK * BLOCK];
    put(entry, NAME, name);
    put(entry, 100, "0000644\0" + "0000000\0" + "0000000\0");
    put(entry, SIZE, octal(content.length));
    put(entry, 136, "03561116061\0");
    entry[KIND] = (byte) kind;
    put(entry, MAGIC, "ustar\00000");
    System.arraycopy(content, 0, entry, BLOCK, content.length);
    writeChecksum(entry);
    return entry;
  }

  private static byte[] record(String keyAndValue) {
    int rest = keyAndValue.getBytes(UTF_8).length + 2;
    int length = rest + 1;
    while (length != rest + String.valueOf(length).length()) {
      length++;
    }
    return (length + " " + keyAndValue + "\n").getBytes(UTF_8);
  }

  private static void sealed(byte[] entry, int at, String text) {
    put(entry, at, text);
    writeChecksum(entry);
  }

  private static void writeChecksum(byte[] entry) {
    put(entry, CHECKSUM, "        ");
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += entry[i] & 0xff;
    }
    put(entry, CHECKSUM, String.format(Locale.ROOT, "%06o\0 ", sum));
  }

  private static void put(byte[] block, int at, String text) {
    var raw = text.getBytes(UTF_8);
    System.arraycopy(raw, 0, block, at, Math.min(raw.length, at == NAME ? 100 : raw.length));
  }

  private static String octal(int number) {
    return String.format(Locale.ROOT, "%011o\0", number);
  }

  private static byte[] gzip(byte[] plain) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}

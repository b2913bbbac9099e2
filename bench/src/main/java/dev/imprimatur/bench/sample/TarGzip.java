package dev.imprimatur.bench.sample;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Packs files as npm does: an ustar archive (POSIX 1003.1), gzipped. */
final class TarGzip {
  private static final int BLOCK = 512;
  private static final int CHECKSUM = 148;

  private TarGzip() {}

  static byte[] of(Map<String, byte[]> files) {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      for (var file : files.entrySet()) {
        write(file.getKey(), file.getValue(), gzip);
      }
      gzip.write(new byte[2 * BLOCK]);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return packed.toByteArray();
  }

  /** One file of nothing but zeros, in whole blocks. */
  static byte[] ofZeros(String path, long bytes) {
    var packed = new ByteArrayOutputStream();
    var zeros = new byte[BLOCK * BLOCK];
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(head(path, bytes / BLOCK * BLOCK));
      for (long left = bytes / BLOCK * BLOCK; left > 0; left -= zeros.length) {
        gzip.write(zeros, 0, (int) Math.min(left, zeros.length));
      }
      gzip.write(new byte[2 * BLOCK]);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return packed.toByteArray();
  }

  private static void write(String path, byte[] bytes, OutputStream out) throws IOException {
    out.write(head(path, bytes.length));
    out.write(bytes);
    out.write(new byte[(BLOCK - bytes.length % BLOCK) % BLOCK]);
  }

  private static byte[] head(String path, long bytes) {
    var head = new byte[BLOCK];
    put(head, 0, path);
    put(head, 100, "0000644\0");
    put(head, 108, "0000000\0");
    put(head, 116, "0000000\0");
    put(head, 124, "%011o\0".formatted(bytes));
    // npm gives every file this one time, so that equal files make equal tarballs.
    put(head, 136, "03560116604\0");
    Arrays.fill(head, CHECKSUM, CHECKSUM + 8, (byte) ' ');
    put(head, 156, "0");
    put(head, 257, "ustar\00000");
    put(head, CHECKSUM, "%06o\0 ".formatted(sum(head)));
    return head;
  }

  private static int sum(byte[] head) {
    int sum = 0;
    for (byte each : head) {
      sum += Byte.toUnsignedInt(each);
    }
    return sum;
  }

  private static void put(byte[] head, int offset, String text) {
    System.arraycopy(text.getBytes(US_ASCII), 0, head, offset, text.length());
  }
}

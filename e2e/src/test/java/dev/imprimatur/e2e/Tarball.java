package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** A gzipped tar file in the making (POSIX.1-1988, "ustar"). */
final class Tarball implements AutoCloseable {
  private static final int BLOCK_BYTES = 512;
  private static final int SUM_OFFSET = 148;
  private static final int SUM_BYTES = 8;

  private final OutputStream tar;

  /** Writes there, and closes that in the end. */
  Tarball(OutputStream out) throws IOException {
    this.tar = new Stored(out);
  }

  /** Compressing noise would only take time. */
  private static final class Stored extends GZIPOutputStream {
    Stored(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.NO_COMPRESSION);
    }
  }

  void file(String path, byte[] content) throws IOException {
    header(path, content.length);
    tar.write(content);
    pad(content.length);
  }

  void noise(String path, Upload.Noise noise) throws IOException {
    header(path, noise.bytes());
    var piece = new byte[1 << 16];
    for (long left = noise.bytes(); left > 0; left -= piece.length) {
      noise.random().nextBytes(piece);
      tar.write(piece, 0, (int) Math.min(left, piece.length));
    }
    pad(noise.bytes());
  }

  @Override
  public void close() throws IOException {
    tar.write(new byte[2 * BLOCK_BYTES]);
    tar.close();
  }

  private void header(String path, long bytes) throws IOException {
    var header = new byte[BLOCK_BYTES];
    put(header, 0, path);
    put(header, 100, "0000644");
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, "%011o".formatted(bytes));
    put(header, 136, "%011o".formatted(0));
    put(header, 156, "0");
    put(header, 257, "ustar\0" + "00");
    // Its own place counts as spaces.
    Arrays.fill(header, SUM_OFFSET, SUM_OFFSET + SUM_BYTES, (byte) ' ');
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xff;
    }
    put(header, SUM_OFFSET, "%06o\0".formatted(sum));
    tar.write(header);
  }

  private static void put(byte[] header, int offset, String text) {
    var bytes = text.getBytes(US_ASCII);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }

  private void pad(long bytes) throws IOException {
    tar.write(new byte[(int) (-bytes & (BLOCK_BYTES - 1))]);
  }
}

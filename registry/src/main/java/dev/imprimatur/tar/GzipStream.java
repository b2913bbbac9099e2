package dev.imprimatur.tar;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * The bytes in a gzip file, which holds one stream and nothing behind it but zero bytes, as some
 * programs fill up what they write into a pipe.
 *
 * <p>Some readers ignore a second stream, and others read on in it.
 */
public final class GzipStream extends FilterInputStream {
  /**
   * The ratio beyond which npm gives up (node-tar, {@code parse.js}, {@code
   * MAX_DECOMPRESSION_RATIO}).
   */
  private static final long RATIO_MAX = 1000;

  private final CountedStream packed;
  private long unpackedBytes;
  private boolean isAtEnd;

  private GzipStream(CountedStream packed, InputStream unpacked) {
    super(unpacked);
    this.packed = packed;
  }

  /** Opens a gzip file; an {@link IOException} says that it is none. */
  public static GzipStream over(InputStream bytes) throws IOException {
    var packed = new CountedStream(new BufferedInputStream(bytes));
    return new GzipStream(
        packed,
        GzipCompressorInputStream.builder()
            .setInputStream(packed)
            .setDecompressConcatenated(false)
            .get());
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = isAtEnd ? -1 : super.read(buffer, offset, length);
    unpackedBytes += Math.max(read, 0);
    if (read < 0 && !isAtEnd) {
      isAtEnd = true;
      requireNothingMore();
    }
    return read;
  }

  private void requireNothingMore() throws IOException {
    int next = packed.read();
    if (next == 0x1f) {
      throw new MalformedTarException(
          "a second gzip stream follows the end of the first, and not every client reads it");
    }
    for (; next >= 0; next = packed.read()) {
      if (next != 0) {
        throw new MalformedTarException("something follows the end of its gzip stream");
      }
    }
    if (unpackedBytes / RATIO_MAX > packed.bytes) {
      throw new MalformedTarException(
          "it unpacks to more than %,d times its size, which npm does not unpack"
              .formatted(RATIO_MAX));
    }
  }

  /** A stream that counts what is read; what was given back is counted once. */
  private static final class CountedStream extends FilterInputStream {
    private long bytes;
    private long marked;

    CountedStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      bytes += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      bytes += Math.max(read, 0);
      return read;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = super.skip(count);
      bytes += skipped;
      return skipped;
    }

    @Override
    public synchronized void mark(int limit) {
      super.mark(limit);
      marked = bytes;
    }

    @Override
    public synchronized void reset() throws IOException {
      super.reset();
      bytes = marked;
    }
  }
}

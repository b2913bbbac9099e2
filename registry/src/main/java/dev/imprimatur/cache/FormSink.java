package dev.imprimatur.cache;

import dev.imprimatur.digests.HashAlgorithm;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** The sink of a document as it is written, which makes its two forms. For one thread. */
final class FormSink extends OutputStream {
  private static final int BUFFER_BYTES = 8 * 1024;

  private final Chunks plain = new Chunks();
  private final Chunks zipped = new Chunks();
  private final MessageDigest sha256 = HashAlgorithm.SHA_256.start();
  private final GZIPOutputStream gzip;

  FormSink() {
    try {
      gzip = new GZIPOutputStream(zipped, BUFFER_BYTES);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    plain.write(buffer, offset, length);
    sha256.update(buffer, offset, length);
    gzip.write(buffer, offset, length);
  }

  /** Returns both forms; nothing more may be written then. */
  EncodedPackument.Form form() {
    try {
      gzip.close();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    var digest =
        Base64.getUrlEncoder().withoutPadding().encodeToString(sha256.digest()).substring(0, 22);
    return new EncodedPackument.Form(
        plain.direct(), "\"" + digest + "\"", zipped.direct(), "\"" + digest + "-gzip\"");
  }

  /** A buffer that grows without being copied, as it may be large; the first pieces are small. */
  private static final class Chunks extends OutputStream {
    private static final int FIRST_BYTES = 4 * 1024;
    private static final int EACH_BYTES_MAX = 256 * 1024;

    private final List<ByteBuffer> full = new ArrayList<>();
    private ByteBuffer last = ByteBuffer.allocate(FIRST_BYTES);
    private int bytes;

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
      int done = 0;
      while (done < length) {
        if (!last.hasRemaining()) {
          full.add(last.flip());
          last = ByteBuffer.allocate(Math.min(EACH_BYTES_MAX, last.capacity() * 2));
        }
        int some = Math.min(last.remaining(), length - done);
        last.put(buffer, offset + done, some);
        done += some;
      }
      bytes = Math.addExact(bytes, length);
    }

    /** Copies it outside the heap, so that the kernel reads the bytes in place. */
    ByteBuffer direct() {
      var direct = ByteBuffer.allocateDirect(bytes);
      full.forEach(direct::put);
      direct.put(last.flip());
      full.clear();
      return direct.flip().asReadOnlyBuffer();
    }
  }
}

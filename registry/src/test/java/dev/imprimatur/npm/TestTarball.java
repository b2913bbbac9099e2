package dev.imprimatur.npm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Packs tarballs for tests, good ones and others. */
public final class TestTarball {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, UTF_8.name());

  /** An empty archive. */
  public TestTarball() {
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
  }

  /** What npm would pack for this package.json. */
  public static TestTarball of(String packageJson) {
    return new TestTarball().file("package/package.json", packageJson);
  }

  public TestTarball file(String path, String text) {
    return file(path, text.getBytes(UTF_8));
  }

  public TestTarball file(String path, byte[] content) {
    var entry = new TarArchiveEntry(path, true);
    entry.setSize(content.length);
    return put(entry, content);
  }

  /** An entry of another kind than a file: a link, a device. */
  public TestTarball special(String path, byte kind, String target) {
    var entry = new TarArchiveEntry(path, kind, true);
    entry.setLinkName(target);
    return put(entry, new byte[0]);
  }

  /** The archive without gzip around it. */
  public byte[] tar() {
    try {
      tar.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public byte[] gzip() {
    return gzip(tar());
  }

  public static byte[] gzip(byte[] plain) {
    var out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Every entry is of the same moment, as npm packs them, so that equal contents pack alike. */
  private TestTarball put(TarArchiveEntry entry, byte[] content) {
    entry.setModTime(499_162_500_000L);
    try {
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

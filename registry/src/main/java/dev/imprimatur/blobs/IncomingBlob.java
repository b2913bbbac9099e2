package dev.imprimatur.blobs;

import dev.imprimatur.digests.HashAlgorithm;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secret.OwnFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import java.util.Set;

/**
 * A blob that is still arriving: first written, then perhaps read back, then kept or thrown away.
 * What is not kept when it is closed leaves nothing behind. For one thread.
 */
public final class IncomingBlob implements AutoCloseable {
  private final Blobs blobs;
  private final Path file;
  private final FileChannel channel;
  private final DigestOutputStream sink;
  private boolean isForced;

  IncomingBlob(Blobs blobs, Path file) throws IOException {
    this.blobs = blobs;
    this.file = file;
    this.channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            OwnFiles.attributes(file));
    this.sink = new DigestOutputStream(new Disk(channel, blobs), HashAlgorithm.SHA_512.start());
  }

  /**
   * Returns the stream for the bytes, which throws a {@link ProblemException} when the disk cannot
   * be written.
   */
  public OutputStream sink() {
    return sink;
  }

  /** Reads back what was written. */
  public InputStream read() {
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the number of bytes written so far. */
  public long bytes() {
    try {
      return channel.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the digest of all that was written; nothing may be written afterwards. */
  public Digest digest() {
    return new Digest(HexFormat.of().formatHex(sink.getMessageDigest().digest()));
  }

  /**
   * Makes the bytes durable; on return they survive a power failure, though nobody knows them yet.
   *
   * @throws ProblemException when the disk cannot be written
   */
  public void force() {
    if (isForced) {
      return;
    }
    try {
      channel.force(true);
      isForced = true;
    } catch (IOException e) {
      throw blobs.unwritable(e);
    }
  }

  /**
   * Makes the bytes durable under their digest; on return they survive a power failure.
   *
   * @throws ProblemException when the disk cannot be written
   */
  public Blob keep(Digest digest) {
    force();
    try {
      return blobs.adopt(file, digest);
    } catch (IOException e) {
      throw blobs.unwritable(e);
    }
  }

  @Override
  public void close() {
    try (channel) {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A stream that tells failures of the disk from those of the connection that the bytes come from.
   */
  private static final class Disk extends OutputStream {
    private final OutputStream out;
    private final Blobs blobs;

    Disk(FileChannel channel, Blobs blobs) {
      this.out = Channels.newOutputStream(channel);
      this.blobs = blobs;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
      try {
        out.write(buffer, offset, length);
      } catch (IOException e) {
        throw blobs.unwritable(e);
      }
    }
  }
}

package dev.imprimatur.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.imprimatur.blobs.Blob;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The cache of small tarballs that everybody asks for, within a limit of memory.
 *
 * <p>A tarball is added when it is asked for twice within a minute, so that somebody who fetches
 * everything once drives nothing out; it is removed when nobody has asked for it for a minute.
 */
public final class TarballCache {
  private static final long EACH_BYTES_MAX = 2L << 20;
  private static final int REMEMBERED_MAX = 10_000;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Cache<Path, Boolean> askedFor;
  private final Cache<Path, ByteBuffer> ready;

  /**
   * Makes an empty cache.
   *
   * @param bytesMax the memory that they may take together
   */
  public TarballCache(long bytesMax) {
    this.askedFor =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED_MAX)
            .expireAfterWrite(MINUTE)
            .executor(Runnable::run)
            .build();
    this.ready =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher((Path file, ByteBuffer bytes) -> bytes.capacity())
            .expireAfterAccess(MINUTE)
            .executor(Runnable::run)
            .build();
  }

  /** Returns its bytes if they are cached; never waits. The buffer is shared; read a duplicate. */
  public Optional<ByteBuffer> fresh(Blob blob) {
    return Optional.ofNullable(ready.getIfPresent(blob.file()));
  }

  /**
   * Returns whether {@link #get} would have its bytes, now or from now on; this counts as asking.
   */
  public boolean wants(Blob blob) {
    return blob.bytes() <= EACH_BYTES_MAX
        && askedFor.asMap().putIfAbsent(blob.file(), Boolean.TRUE) != null;
  }

  /** Returns its bytes, read if need be; of many threads that ask at once, one reads. */
  public ByteBuffer get(Blob blob) {
    return ready.get(blob.file(), file -> read(blob));
  }

  /** Frees the memory of what nobody asks for any more. */
  public void sweep() {
    askedFor.cleanUp();
    ready.cleanUp();
  }

  /** Reads it to outside the heap, so that the kernel reads the bytes in place. */
  private static ByteBuffer read(Blob blob) {
    try (var channel = FileChannel.open(blob.file())) {
      var bytes = ByteBuffer.allocateDirect(Math.toIntExact(blob.bytes()));
      while (bytes.hasRemaining()) {
        if (channel.read(bytes) < 0) {
          throw new EOFException("A blob is shorter than it was");
        }
      }
      return bytes.flip().asReadOnlyBuffer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.imprimatur.blobs;

import dev.imprimatur.ids.Ids;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.RequestProblem;
import dev.imprimatur.secret.OwnFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Bytes kept by their digest in a folder: {@code sha512/ab/cd/abcd…}. Equal bytes are kept once.
 *
 * <p>A blob appears under its name whole or not at all, because it is written elsewhere, forced to
 * the disk, and only then renamed.
 */
public final class Blobs {
  private static final Logger LOG = System.getLogger(Blobs.class.getName());
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Path kept;
  private final Path arriving;
  private final Ids ids;

  /** Keeps blobs in this folder, which is made if need be. */
  public Blobs(Path folder, Ids ids) {
    this.kept = folder.resolve("sha512");
    this.arriving = folder.resolve("arriving");
    this.ids = ids;
    try {
      OwnFiles.makeFolder(kept);
      OwnFiles.makeFolder(arriving);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts a new blob; whoever calls closes it.
   *
   * @throws ProblemException when the disk does not take it
   */
  public StagedBlob stage() {
    try {
      return new StagedBlob(this, arriving.resolve(ids.next().toString()));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** The blob with this digest, if it is kept here. */
  public Optional<Blob> find(Digest digest) {
    var file = place(digest);
    try {
      return Files.exists(file) ? Optional.of(new Blob(file, Files.size(file))) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A blob that is known to be kept here, with its length; the disk is not asked. */
  public Blob kept(Digest digest, long bytes) {
    return new Blob(place(digest), bytes);
  }

  /** Removes what began to arrive before this moment and was cut off by a crash. */
  public int sweep(Instant before) {
    int swept = 0;
    try (var files = Files.newDirectoryStream(arriving)) {
      for (var file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)
            && Files.deleteIfExists(file)) {
          swept++;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return swept;
  }

  Blob adopt(Path file, Digest digest) throws IOException {
    var outer = outerFolder(digest);
    var inner = innerFolder(digest);
    var place = place(digest);
    OwnFiles.makeFolder(inner);
    // Replacing equal bytes by equal bytes is harmless, and two at once need no lock.
    Files.move(file, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    // The rename itself is only durable once the folders it touched are.
    force(inner);
    force(outer);
    force(kept);
    return new Blob(place, Files.size(place));
  }

  /**
   * Whoever runs this registry must know why; whoever sent the bytes needs not. That a disk is full
   * cannot be told from other failures: systems say so in words of many languages.
   */
  static ProblemException unwritable(IOException failure) {
    LOG.log(Level.ERROR, "The folder of the blobs cannot be written", failure);
    return new RequestProblem.DiskUnwritable(PAUSE).asException();
  }

  private static void force(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private Path place(Digest digest) {
    return innerFolder(digest).resolve(digest.hex());
  }

  private Path innerFolder(Digest digest) {
    return outerFolder(digest).resolve(digest.hex().substring(2, 4));
  }

  private Path outerFolder(Digest digest) {
    return kept.resolve(digest.hex().substring(0, 2));
  }
}

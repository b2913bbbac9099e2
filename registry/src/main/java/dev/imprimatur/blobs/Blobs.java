package dev.imprimatur.blobs;

import dev.imprimatur.ids.Ids;
import dev.imprimatur.problem.OutageLog;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.RequestProblem;
import dev.imprimatur.secret.OwnFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Bytes kept by their digest in a folder: {@code sha512/ab/cd/abcd…}. Equal bytes are kept once.
 *
 * <p>A blob appears under its name whole or not at all, because it is written elsewhere, forced to
 * the disk, and only then renamed.
 */
public final class Blobs {
  private static final Duration PAUSE = Duration.ofMinutes(1);

  /** The folder of the blobs that can be read, with 256 folders, and 256 in each. */
  private final Path kept;

  private final Path arriving;

  /**
   * The folder where unused blobs wait for some days, as a backup that uses them may be restored.
   */
  private final Path aside;

  /** The inner folders, one bit for each, that a loss of power cannot take away any more. */
  private final BitSet durable = new BitSet(1 << 16);

  private final OutageLog outages;
  private final Ids ids;

  /**
   * Keeps blobs in this folder, which is made if need be.
   *
   * @param nanoTime the clock by which a disk that cannot be written is logged once a minute
   */
  public Blobs(Path folder, Ids ids, LongSupplier nanoTime) {
    this.kept = folder.resolve("sha512");
    this.arriving = folder.resolve("arriving");
    this.aside = folder.resolve("aside");
    this.ids = ids;
    this.outages = new OutageLog(System.getLogger(Blobs.class.getName()), nanoTime);
    try {
      OwnFiles.makeFolder(kept);
      OwnFiles.makeFolder(arriving);
      OwnFiles.makeFolder(aside);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts a new blob; the caller closes it.
   *
   * @throws ProblemException when the disk cannot be written
   */
  public IncomingBlob stage() {
    var file = arriving.resolve(ids.next().toString());
    try {
      try {
        return new IncomingBlob(this, file);
      } catch (NoSuchFileException e) {
        // Somebody tidied up; a folder that was there at the start may be made again.
        OwnFiles.makeFolder(arriving);
        return new IncomingBlob(this, file);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Finds the blob with this digest, if it is kept here. */
  public Optional<Blob> find(Digest digest) {
    var file = place(digest);
    try {
      return Files.exists(file) ? Optional.of(new Blob(file, Files.size(file))) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a blob that is known to be kept here, with its length; the disk is not asked. */
  public Blob kept(Digest digest, long bytes) {
    return new Blob(place(digest), bytes);
  }

  /** Removes what began to arrive before this moment and was interrupted by a crash. */
  public int sweep(Instant before) {
    return remove(arriving, before);
  }

  /** Removes what was put aside before this moment. */
  public int removeAside(Instant before) {
    return remove(aside, before);
  }

  private static int remove(Path folder, Instant before) {
    int removed = 0;
    for (var file : older(folder, before)) {
      try {
        removed += Files.deleteIfExists(file) ? 1 : 0;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return removed;
  }

  /**
   * Lists the blobs of one folder of 256 that were kept before this moment.
   *
   * @param folder from 0 to 255
   */
  public List<Digest> keptBefore(int folder, Instant before) {
    var outer = kept.resolve(HexFormat.of().toHexDigits((byte) folder));
    return children(outer).stream()
        .flatMap(inner -> older(inner, before).stream())
        .flatMap(file -> Digest.of(Objects.toString(file.getFileName())).stream())
        .toList();
  }

  /** Lists the blobs that were put aside and are still there. */
  public List<Digest> aside() {
    return children(aside).stream()
        .flatMap(file -> Digest.of(Objects.toString(file.getFileName())).stream())
        .toList();
  }

  /**
   * Puts an unused blob aside. If the same bytes are being kept at this moment, here or in another
   * process, a younger file takes its place, and stays.
   *
   * @param before the latest time at which it was kept
   * @param now the start of its waiting
   */
  public boolean putAside(Digest digest, Instant before, Instant now) {
    var place = place(digest);
    var other = aside.resolve(digest.hex());
    try {
      if (!isOlder(place, before)) {
        return false;
      }
      Files.move(place, other, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      if (!isOlder(other, before)) {
        bringBack(digest);
        return false;
      }
      // Its waiting starts now.
      Files.setLastModifiedTime(other, FileTime.from(now));
      return true;
    } catch (NoSuchFileException e) {
      // Another process puts it aside, or back, at this very moment.
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a blob back that was put aside. */
  public void bringBack(Digest digest) {
    var file = aside.resolve(digest.hex());
    try {
      adopt(file, digest);
    } catch (NoSuchFileException e) {
      // It was never put aside, or another process brings it back at this very moment.
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static boolean isOlder(Path file, Instant before) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(before);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static List<Path> older(Path folder, Instant before) {
    return children(folder).stream()
        .filter(file -> {
          try {
            return isOlder(file, before);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        })
        .toList();
  }

  private static List<Path> children(Path folder) {
    try (var files = Files.list(folder)) {
      return files.toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Blob adopt(Path file, Digest digest) throws IOException {
    var place = place(digest);
    // Beforehand, as a collector may take the file away for a moment, until it sees how young it
    // is.
    long bytes = Files.size(file);
    if (!isDurable(digest) || !isMoved(file, place)) {
      OwnFiles.makeFolder(innerFolder(digest));
      move(file, place);
      force(outerFolder(digest));
      force(kept);
      setDurable(digest);
    }
    // The rename itself is only durable once the folder it touched is.
    force(innerFolder(digest));
    return new Blob(place, bytes);
  }

  /** Moves a file; returns false if it or its new folder is not there, as somebody tidied up. */
  private static boolean isMoved(Path file, Path place) throws IOException {
    try {
      move(file, place);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Replaces equal bytes by equal bytes, which is harmless; two at once need no lock. */
  private static void move(Path file, Path place) throws IOException {
    Files.move(file, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private boolean isDurable(Digest digest) {
    synchronized (durable) {
      return durable.get(folder(digest));
    }
  }

  private void setDurable(Digest digest) {
    synchronized (durable) {
      durable.set(folder(digest));
    }
  }

  /** Returns the number of its inner folder, from 0 to 65,535. */
  private static int folder(Digest digest) {
    return HexFormat.fromHexDigits(digest.hex(), 0, 4);
  }

  /**
   * Logs the reason for the operator, and returns a problem without it. A full disk cannot be told
   * from other failures, as systems report it in many languages.
   */
  ProblemException unwritable(IOException failure) {
    outages.tell("The folder of the blobs cannot be written", failure);
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

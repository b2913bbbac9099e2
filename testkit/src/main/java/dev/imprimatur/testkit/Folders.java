package dev.imprimatur.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Folders that tests make and take away. */
public final class Folders {
  private static final Set<Path> SCRATCH = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> SCRATCH.forEach(Folders::forget)));
  }

  private Folders() {}

  /** Makes a folder of a name that nobody has; it is gone when the process ends, if not before. */
  public static Path scratch(String prefix) {
    try {
      var folder = Files.createTempDirectory(prefix);
      SCRATCH.add(folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes it, with nothing in it. */
  public static Path empty(Path folder) {
    try {
      delete(folder);
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes it away with all that is in it, if it is there. */
  public static void delete(Path folder) throws IOException {
    SCRATCH.remove(folder);
    try (var all = Files.walk(folder)) {
      for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (NoSuchFileException gone) {
      return;
    }
  }

  /** Takes it away as far as that can be done; somebody may still write into it. */
  public static void forget(Path folder) {
    try {
      delete(folder);
    } catch (IOException | UncheckedIOException e) {
      SCRATCH.add(folder);
    }
  }
}

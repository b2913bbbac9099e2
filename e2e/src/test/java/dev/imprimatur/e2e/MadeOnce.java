package dev.imprimatur.e2e;

import dev.imprimatur.testkit.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file or a folder that costs much, and so is made by whichever process of the tests comes first.
 * The others wait for it, and nobody sees half of it.
 */
final class MadeOnce {
  private MadeOnce() {}

  /** Makes it at that place, or makes nothing if it cannot. */
  interface Making {
    /**
     * Makes it.
     *
     * @param scratch a folder for what is needed on the way, which is taken away then
     * @param place in that folder
     */
    void at(Path scratch, Path place) throws IOException;
  }

  /**
   * Makes it unless it is there. A process may do so for different ones side by side, and for the
   * same one only once at a time.
   */
  static void unlessThere(Path folder, String name, Making making) {
    var wanted = folder.resolve(name);
    try {
      Files.createDirectories(folder);
      try (var channel =
              FileChannel.open(
                  folder.resolve(name + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          var _ = channel.lock()) {
        if (!Files.exists(wanted)) {
          var scratch = Files.createTempDirectory(folder, name + ".");
          var place = scratch.resolve(name);
          making.at(scratch, place);
          if (Files.exists(place)) {
            Files.move(place, wanted, StandardCopyOption.ATOMIC_MOVE);
          }
          Folders.delete(scratch);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.imprimatur.testkit.demo;

import dev.imprimatur.testkit.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** A folder that is made for one run. What runs on it ends with it; then the folder is deleted. */
final class Stage implements AutoCloseable {
  private final Path folder;
  private final Deque<Runnable> endings = new ConcurrentLinkedDeque<>();

  private Stage(Path folder) {
    this.folder = folder;
  }

  static Stage set() {
    return new Stage(Folders.scratch("imprimatur-demo-"));
  }

  Path folder() {
    return folder;
  }

  Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /** Writes a file into one of its folders. */
  void write(String file, String text) throws IOException {
    var path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** Has this done when the stage is closed; what was added last comes first. */
  void atItsEnd(Runnable ending) {
    endings.push(ending);
  }

  @Override
  public void close() {
    endings.forEach(Runnable::run);
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

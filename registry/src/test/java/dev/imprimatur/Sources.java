package dev.imprimatur;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Java files of the project, found from the folder in which its tests run. */
final class Sources {
  static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  static final Path ROOMS = Path.of("src/main/java/dev/imprimatur").toAbsolutePath();

  private Sources() {}

  /** Those of the product alone. */
  static List<Path> ofRegistry() {
    return javaFiles(ROOMS);
  }

  /** Those of all modules, with their tests. */
  static List<Path> all() {
    return Stream.of("registry", "testkit", "e2e", "bench")
        .map(module -> PROJECT.resolve(module).resolve("src"))
        .filter(Files::exists)
        .flatMap(folder -> javaFiles(folder).stream())
        .toList();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> rooms() {
    try (var folders = Files.list(ROOMS)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> javaFiles(Path folder) {
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

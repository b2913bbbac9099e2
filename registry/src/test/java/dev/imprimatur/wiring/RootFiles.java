package dev.imprimatur.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of trusted roots of a registry under test, in its data folder. */
final class RootFiles {
  private RootFiles() {}

  static Path folder(Path data) {
    try {
      return Files.createDirectories(data.resolve("sigstore.d"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path data, String name, String text) {
    try {
      Files.writeString(folder(data).resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

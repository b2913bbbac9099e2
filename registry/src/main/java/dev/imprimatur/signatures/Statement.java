package dev.imprimatur.signatures;

import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import java.time.Instant;

/**
 * What a signature says: this version consists of these bytes.
 *
 * @param publishedAt which a signature does not say, and which decides whether its key was good
 */
public record Statement(
    PackageName name, Version version, Integrity integrity, Instant publishedAt) {

  /** What is signed, to the letter: {@code name@version:integrity}. */
  String text() {
    return name + "@" + version + ":" + integrity;
  }
}

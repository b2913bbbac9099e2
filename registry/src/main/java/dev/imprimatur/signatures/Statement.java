package dev.imprimatur.signatures;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Purl;
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

  /** What an in-toto statement of it is about: the package's purl, and the tarball's digest. */
  JsonObject subject() {
    return JsonObject.with("name", Purl.of(name, version))
        .and("digest", JsonObject.with("sha512", integrity.hex()).build())
        .build();
  }
}

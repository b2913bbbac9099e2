package dev.imprimatur.signatures;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Purl;
import dev.imprimatur.npm.Version;
import java.time.Instant;

/**
 * The statement of a signature: this version consists of these bytes.
 *
 * @param publishedAt the time that no signature covers, and that decides whether its key was valid
 */
public record Statement(
    PackageName name, Version version, Integrity integrity, Instant publishedAt) {

  /** Returns the signed text, to the letter: {@code name@version:integrity}. */
  String text() {
    return name + "@" + version + ":" + integrity;
  }

  /** Returns the subject of its in-toto statement: the package's purl, and the tarball's digest. */
  JsonObject subject() {
    return JsonObject.with("name", Purl.of(name, version))
        .and("digest", JsonObject.with("sha512", integrity.hex()).build())
        .build();
  }
}

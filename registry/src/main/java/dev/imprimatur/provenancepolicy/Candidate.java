package dev.imprimatur.provenancepolicy;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.npm.Purl;
import java.util.Optional;

/**
 * A version that somebody wants to publish.
 *
 * @param sha512 of its tarball, in hex
 * @param repository the address of its source in its manifest; empty if there is none
 * @param job the CI job that is let in to publish it; empty if it is a person
 */
public record Candidate(
    String name, String version, String sha512, String repository, Optional<Job> job) {

  /**
   * A CI job whose identity token was exchanged.
   *
   * @param provider the provider by whose rulebook it was matched: {@code github}
   * @param claims the claims kept of its identity token
   */
  public record Job(String issuer, String provider, JsonObject claims) {}

  /** Returns the repository in a manifest, in either of its two forms. */
  public static String repositoryOf(JsonObject manifest) {
    return manifest
        .get("repository")
        .flatMap(value ->
            switch (value) {
              case JsonText(var text) -> Optional.of(text);
              case JsonObject object -> object.text("url");
              default -> Optional.<String>empty();
            })
        .orElse("");
  }

  /** Returns the package as a statement names it. */
  String purl() {
    return Purl.of(name + "@" + version);
  }
}

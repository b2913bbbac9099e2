package dev.imprimatur.signatures;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;

/**
 * A registry's statement about a version that was published to it, in npm's words
 * (github.com/npm/attestation, "specs/publish/v0.1"): these bytes were published under this name,
 * here.
 *
 * @param registry the registry's address for clients
 */
public record PublishAttestation(Statement version, String registry) {
  public static final String PREDICATE_TYPE =
      "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";

  /** Returns the statement, as it is signed. */
  String text() {
    var name = version.name();
    var predicate =
        JsonObject.with("name", name.value())
            .and("version", version.version().value())
            .and("registry", registry)
            .build();
    return Json.text(
        JsonObject.with("_type", "https://in-toto.io/Statement/v0.1")
            .and("subject", JsonArray.of(version.subject()))
            .and("predicateType", PREDICATE_TYPE)
            .and("predicate", predicate)
            .build());
  }
}

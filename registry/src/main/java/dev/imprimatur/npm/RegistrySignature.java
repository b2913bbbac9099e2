package dev.imprimatur.npm;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;

/**
 * A registry's signature of a version, as {@code dist.signatures} shows it.
 *
 * @param keyid which of its keys made it
 * @param sig ECDSA over {@code name@version:integrity}, DER in base64
 */
public record RegistrySignature(String keyid, String sig) {
  JsonValue json() {
    return JsonObject.with("keyid", keyid).and("sig", sig).build();
  }
}

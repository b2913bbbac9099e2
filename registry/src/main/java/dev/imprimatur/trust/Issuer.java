package dev.imprimatur.trust;

import dev.imprimatur.json.JsonObject;
import java.util.Optional;

/**
 * Somebody who signs identity tokens, and whom the operator trusts to.
 *
 * @param provider how its tokens are judged
 * @param url exactly what {@code iss} must say
 * @param internal whether it may be at a loopback or private address, and speak plain HTTP
 * @param storedKeys its key set (RFC 7517), for an issuer that cannot be reached from here
 */
public record Issuer(
    Provider provider, String url, boolean internal, Optional<JsonObject> storedKeys) {}

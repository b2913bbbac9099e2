package dev.imprimatur.trust;

import dev.imprimatur.json.JsonObject;
import java.util.Collection;
import java.util.Optional;

/**
 * What an issuer says in an identity token whose signature is good. Only {@link Issuers#verify}
 * makes them, so whoever holds claims holds verified ones.
 *
 * @param issuer exactly as it is configured, and as {@code iss} says
 */
public record Claims(Issuer issuer, JsonObject payload) {

  /** A claim that is present, a string and not empty; anything else counts as missing. */
  public Optional<String> text(String claim) {
    return payload.text(claim).filter(value -> !value.isEmpty());
  }

  public String issuerUrl() {
    return issuer.url();
  }

  /** The claims of these names that are there, as they are. */
  JsonObject only(Collection<String> names) {
    return payload.without(name -> !names.contains(name));
  }
}

package dev.imprimatur.openid;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Somebody whom a provider vouches for. Only issuer and subject together say who it is: names and
 * mail addresses change hands.
 *
 * @param issuer as the provider is configured
 * @param subject the provider's own id for the person, never given to anybody else
 * @param session the provider's id for this sign-in, if it ends sessions elsewhere
 * @param claims what else it says of the person
 */
public record Identity(String issuer, String subject, Optional<String> session, JsonObject claims) {

  /** A claim that is a text. */
  public Optional<String> text(String claim) {
    return claims.text(claim).filter(text -> !text.isEmpty());
  }

  /** The texts of a claim that is a list of texts, or one. */
  public Set<String> texts(String claim) {
    return claims
        .get(claim)
        .map(value ->
            switch (value) {
              case JsonArray(var items) -> items;
              case JsonText text -> List.of(text);
              default -> List.of();
            })
        .stream()
        .flatMap(items -> items.stream())
        .flatMap(item -> item instanceof JsonText(var text) ? Stream.of(text) : Stream.empty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Returns whether a claim is missing only because it would have been too long: then it stands
   * elsewhere, under the name of a source (OpenID Connect Core 1.0, section 5.6.2).
   */
  public boolean isElsewhere(String claim) {
    return !claims.has(claim)
        && (claims.object("_claim_names").filter(names -> names.has(claim)).isPresent()
            // Microsoft's short form of the same, for tokens that have no room for more.
            || claims.truth("has" + claim));
  }
}

package dev.imprimatur.claimrules;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The payload of an identity token (RFC 7519), as rules read it.
 *
 * @param issuer the facts of its issuer that rules may go by
 * @param json all claims, as they are
 */
public record TokenPayload(IssuerTraits issuer, JsonObject json) {

  /** The claim in the form in which it is compared, if it is there and has the right form. */
  public Optional<String> text(Claim claim) {
    return claim.read(json);
  }

  /** A claim that is a string and not empty; anything else counts as missing. */
  public Optional<String> text(String name) {
    return text(Claim.text(name));
  }

  /** The items of a claim that is a list, each read like the claim; empty if one cannot be. */
  Optional<List<String>> list(Claim claim) {
    return claim
        .find(json)
        .filter(JsonArray.class::isInstance)
        .map(JsonArray.class::cast)
        .map(array ->
            array.items().stream().flatMap(item -> claim.reading().read(item).stream()).toList())
        .filter(texts -> texts.size() == size(claim));
  }

  public String issuerUrl() {
    return issuer.url();
  }

  /** The claims that are there and have the right form, by their names. */
  JsonObject read(Collection<Claim> wanted) {
    var found = JsonObject.EMPTY.but();
    wanted.forEach(
        claim -> text(claim).ifPresent(text -> found.and(claim.name(), new JsonText(text))));
    return found.build();
  }

  /** The claims that are there, as they are, by their names. */
  JsonObject raw(Collection<Claim> wanted) {
    var found = JsonObject.EMPTY.but();
    wanted.forEach(claim -> claim.find(json).ifPresent(value -> found.and(claim.name(), value)));
    return found.build();
  }

  private int size(Claim claim) {
    return claim.find(json).map(value -> ((JsonArray) value).items().size()).orElse(0);
  }
}

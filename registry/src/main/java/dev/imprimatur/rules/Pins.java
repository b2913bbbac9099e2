package dev.imprimatur.rules;

import dev.imprimatur.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Ids that a provider gives to a project and to its owner, and never to another. They are learned
 * from the first accepted token, or when a publisher is saved, and may never change.
 *
 * @param project ids of the project itself
 * @param owner ids of whom it belongs to
 */
public record Pins(List<Claim> project, List<Claim> owner) {
  static final Pins NONE = new Pins(List.of(), List.of());

  public Pins {
    project = List.copyOf(project);
    owner = List.copyOf(owner);
  }

  /** All of them, the project's first. */
  public List<Claim> all() {
    return Stream.concat(project.stream(), owner.stream()).toList();
  }

  /** Of these ids, those of the owner. */
  public JsonObject ofOwner(JsonObject ids) {
    return ids.without(name -> owner.stream().noneMatch(claim -> claim.name().equals(name)));
  }

  /** Whether the tokens of this issuer say any. */
  boolean isLearned(Issuer issuer) {
    return !expected(issuer).isEmpty();
  }

  /** Those that the tokens of this issuer say; it may lack some. */
  public List<Claim> expected(Issuer issuer) {
    return all().stream()
        .filter(claim -> !issuer.terms().mayLack().contains(claim.name()))
        .toList();
  }

  /** Whether the token says all the ids that are known of a publisher, and no other. */
  static boolean same(List<Claim> which, JsonObject known, Claims claims) {
    return which.stream()
        .filter(claim -> known.has(claim.name()))
        .allMatch(claim -> claims.text(claim).equals(known.text(claim.name())));
  }

  /** An id that is known of a publisher and that the token does not say at all. */
  Optional<Claim> missing(JsonObject known, Claims claims) {
    return all().stream()
        .filter(claim -> known.has(claim.name()) && claims.text(claim).isEmpty())
        .findFirst();
  }
}

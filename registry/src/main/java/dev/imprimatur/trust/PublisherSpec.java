package dev.imprimatur.trust;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.Settings;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PublisherPermissions;
import dev.imprimatur.problem.Article;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.rulebooks.Issuer;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The specification of a trusted publisher that is to be added, or that one is to be changed to.
 *
 * @param pins ids of the project, if they are known already
 * @param label what its owners call it; may be empty
 * @param futureOwner who shall own the package, where it does not exist yet and somebody was named
 */
public record PublisherSpec(
    Target target,
    Issuer issuer,
    Settings settings,
    JsonObject pins,
    PublisherPermissions powers,
    TokenTerms terms,
    String label,
    Optional<String> futureOwner) {
  private static final int LABEL_LENGTH_MAX = 100;

  public PublisherSpec {
    if (powers.permissions().isEmpty()) {
      throw refusal("it must be allowed something");
    }
    if (label.length() > LABEL_LENGTH_MAX || label.chars().anyMatch(c -> c < ' ')) {
      throw refusal("its label is one line of at most 100 characters");
    }
    var rulebook = issuer.rulebook(powers);
    // What was complete for reading alone need not be so for more.
    rulebook.parse(settings.json());
    if (rulebook.matchesManyProjects(settings) && !target.isPattern()) {
      throw refusal("one package is published by one project; name it without a star");
    }
    rulebook.requireAllowed(settings, issuer.traits());
    var known = rulebook.pins().all().stream().map(Claim::name).collect(Collectors.toSet());
    for (var name : pins.members().keySet()) {
      if (!known.contains(name) || pins.text(name).isEmpty()) {
        throw refusal(
            "%s is not an id of %s"
                .formatted(
                    Quoted.text(name), Article.with(issuer.provider().title() + " project")));
      }
    }
  }

  /** The specification of an existing publisher with other settings. */
  public static PublisherSpec of(Publisher publisher, Issuer issuer, Settings settings) {
    return new PublisherSpec(
        publisher.target(),
        issuer,
        settings,
        JsonObject.EMPTY,
        publisher.powers(),
        publisher.terms(),
        publisher.origin().label(),
        Optional.empty());
  }

  public PublisherSpec withPins(JsonObject ids) {
    return new PublisherSpec(target, issuer, settings, ids, powers, terms, label, futureOwner);
  }

  /** Returns this specification for a package that does not exist yet. */
  public PublisherSpec waitingFor(String owner) {
    return new PublisherSpec(
        target, issuer, settings, pins, powers, terms, label, Optional.of(owner));
  }

  private static RuntimeException refusal(String why) {
    return new TrustProblem.InvalidPublisher(why).asException();
  }
}

package dev.imprimatur.wiring;

import dev.imprimatur.gate.Caller;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.npm.PublisherPermissions;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.PublisherSpec;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.TokenTerms;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The trusted publishers of a registry under test, added behind its door: workflows of GitHub. */
record TestPublishers(Registry registry, String github) {
  Publisher add(String name, Map<String, String> settings, Optional<String> owner) {
    var issuer = registry.issuers.find(github).orElseThrow();
    var texts =
        settings.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
    var spec =
        new PublisherSpec(
            new Target(name),
            issuer,
            issuer.rulebook().parse(texts),
            JsonObject.EMPTY,
            PublisherPermissions.of(Permission.PUBLISH),
            TokenTerms.USUAL,
            "",
            owner);
    return registry.db.write(tx -> registry.trust.publishers().add(tx, spec, "operator"));
  }

  void remove(Publisher publisher) {
    registry.useCases.trustedPublishers.remove(
        publisher.target(), publisher.id(), new Caller.Operator());
  }
}

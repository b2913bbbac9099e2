package dev.imprimatur.trustadmin;

import dev.imprimatur.access.OwnerName;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.trust.PublisherSpec;
import dev.imprimatur.trust.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The declaration of all trusted publishers that a package, or a pattern, shall have from now on.
 */
public record TrustDeclaration(Target target, List<PublisherSpec> specs) {
  private static final int TARGETS_MAX = 1000;
  private static final int WISHES_MAX = 2000;
  private static final String PACKAGES = "packages";
  private static final Set<String> MEMBERS = Set.of("owner", "publishers");

  public TrustDeclaration {
    specs = List.copyOf(specs);
  }

  /**
   * Parses the declarations of a file: {@code {"packages": {"@acme/rocket": {"publishers":
   * [...]}}}}, each publisher as npm's trust API writes it.
   */
  public static List<TrustDeclaration> read(JsonValue file, TrustJson trustJson) {
    var packages =
        file instanceof JsonObject body && body.members().keySet().equals(Set.of(PACKAGES))
            ? body.object(PACKAGES)
            : Optional.<JsonObject>empty();
    var all =
        packages.orElseThrow(() ->
            invalid("a plan is an object with \"packages\" and nothing else, by their names"));
    if (all.members().size() > TARGETS_MAX) {
      throw invalid("a plan is for at most %,d packages".formatted(TARGETS_MAX));
    }
    var declared = new ArrayList<TrustDeclaration>();
    all.members().forEach((name, value) -> declared.add(read(new Target(name), value, trustJson)));
    if (declared.stream().mapToInt(each -> each.specs().size()).sum() > WISHES_MAX) {
      throw invalid(
          "a plan is for at most %,d publishers; make several of it".formatted(WISHES_MAX));
    }
    return declared;
  }

  /** Adds the ids of the projects where they can be looked up. */
  public TrustDeclaration completed(IdLookup lookup) {
    return new TrustDeclaration(target, specs.stream().map(lookup::completed).toList());
  }

  private static TrustDeclaration read(Target target, JsonValue value, TrustJson trustJson) {
    if (!(value instanceof JsonObject json) || !MEMBERS.containsAll(json.members().keySet())) {
      throw invalid("%s is an object with \"publishers\" and perhaps \"owner\"".formatted(target));
    }
    var publishers =
        json.array("publishers")
            .map(JsonArray::items)
            .orElseThrow(() -> invalid("%s has no list of \"publishers\"".formatted(target)));
    var specs = publishers.stream().map(item -> spec(target, item, trustJson));
    // The future owner of a package that does not exist yet, where the scope does not decide it.
    var owner = json.text("owner").map(OwnerName::new);
    return new TrustDeclaration(
        target,
        owner
            .map(named -> specs.map(spec -> spec.waitingFor(named.value())))
            .orElse(specs)
            .toList());
  }

  private static PublisherSpec spec(Target target, JsonValue item, TrustJson trustJson) {
    if (!(item instanceof JsonObject json)) {
      throw invalid("a publisher of %s is no object".formatted(Quoted.text(target.value())));
    }
    return trustJson.read(target, json);
  }

  private static RuntimeException invalid(String why) {
    return new TrustProblem.InvalidPublisher(why).asException();
  }
}

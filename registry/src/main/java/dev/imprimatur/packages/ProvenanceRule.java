package dev.imprimatur.packages;

import static dev.imprimatur.problem.Quoted.text;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.RequestProblem;
import dev.imprimatur.sigstore.Identity.Field;
import java.util.List;
import java.util.Optional;

/**
 * The rule about what the next version of a package must prove about its build.
 *
 * @param required whether there must be provenance at all
 * @param repositories where it is built from, if it has provenance: one of these, of which there
 *     are at most 100; any, if there is none
 * @param noWeaker whether there must be provenance once a version has it
 */
public record ProvenanceRule(boolean required, List<SourceAddress> repositories, boolean noWeaker) {
  /** The rule of packages that have none. */
  public static final ProvenanceRule NONE = new ProvenanceRule(false, List.of(), false);

  private static final int REPOSITORIES_MAX = 100;

  public ProvenanceRule {
    repositories = repositories.stream().distinct().toList();
    if (repositories.size() > REPOSITORIES_MAX) {
      throw new RequestProblem.MalformedRequest(
              "a rule names at most %d repositories".formatted(REPOSITORIES_MAX))
          .asException();
    }
  }

  /** Returns whether something may be published that the former rule refused. */
  public boolean loosens(ProvenanceRule former) {
    return (former.required && !required)
        || (former.noWeaker && !noWeaker)
        || (!former.repositories.isEmpty()
            && (repositories.isEmpty() || !former.repositories.containsAll(repositories)));
  }

  /**
   * The objection of the rule to a version without provenance, as the end of a sentence that begins
   * with the rule.
   *
   * @param provenBefore whether a version of the package that can be installed has provenance
   */
  Optional<String> objectionToNone(boolean provenBefore) {
    if (required) {
      return Optional.of("requires provenance, and this version has none");
    }
    return noWeaker && provenBefore
        ? Optional.of(
            "lets no version without provenance follow one that has it, and this one has none")
        : Optional.empty();
  }

  /**
   * The objection of the rule to a version with this provenance, as the end of a sentence that
   * begins with the rule.
   */
  Optional<String> objection(VerifiedProvenance provenance) {
    // Compared exactly: two addresses that differ in a capital may be two people's repositories.
    var source = provenance.build().get(Field.SOURCE_REPOSITORY).orElse("");
    boolean named = repositories.stream().anyMatch(each -> each.value().equals(source));
    return repositories.isEmpty() || named
        ? Optional.empty()
        : Optional.of("names other repositories than %s".formatted(text(source)));
  }

  /** The JSON of the rule, as its owners and the audit log write it. */
  public JsonObject json() {
    return JsonObject.with("required", required)
        .and(
            "repositories",
            JsonArray.ofTexts(repositories.stream().map(SourceAddress::value).toList()))
        .and("noWeaker", noWeaker)
        .build();
  }
}

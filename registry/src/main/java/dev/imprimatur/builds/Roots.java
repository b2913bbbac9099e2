package dev.imprimatur.builds;

import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.provenance.KnownKeys;
import dev.imprimatur.provenance.Reason;
import dev.imprimatur.provenance.Verification;
import dev.imprimatur.provenance.Verification.Refused;
import dev.imprimatur.provenance.Verification.Verified;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All Sigstore instances that this registry trusts at one moment.
 *
 * @param broken the names of those that cannot be read at the moment
 */
public record Roots(List<Root> all, List<String> broken) {

  public Roots {
    all = List.copyOf(all);
    broken = List.copyOf(broken);
  }

  /** What a bundle proves, and by which root. */
  record Proven(Root root, Verified verified) {}

  /**
   * The build that a bundle proves, if the candidate may be published with it.
   *
   * @throws ProblemException with {@link PackageProblem.ProvenanceRefused}, or with {@link
   *     PackageProblem.ProvenanceUnavailable} if a root that cannot be read may have vouched for it
   */
  public Build require(String bundle, Candidate candidate) {
    var proven = prove(bundle);
    var root = proven.root();
    var provider = new PublishRules(root.policy()).require(proven.verified(), candidate);
    return new Build(
        root.name(),
        provider.id(),
        proven.verified().statement().predicateType(),
        proven.verified().identity().orElseThrow(),
        proven.verified().signedAt(),
        proven.verified().logged());
  }

  /**
   * Whether a bundle that was taken once still holds; empty if it does.
   *
   * @param keys those of this registry, if it may be its own
   */
  public Optional<Refused> objection(String bundle, KnownKeys keys) {
    return switch (verify(bundle, keys)) {
      case Verdict.Holds _ -> Optional.empty();
      case Verdict.Fails(var refused) -> Optional.of(refused);
    };
  }

  private Proven prove(String bundle) {
    return switch (verify(bundle, KnownKeys.NONE)) {
      case Verdict.Holds(var proven) -> proven;
      case Verdict.Fails _ when !broken.isEmpty() ->
          throw new PackageProblem.ProvenanceUnavailable(broken).asException();
      case Verdict.Fails(var refused) ->
          throw new PackageProblem.ProvenanceRefused(
                  "%s (%s)".formatted(refused.why(), refused.reason().code()))
              .asException();
    };
  }

  /** What all roots together say of a bundle. */
  private sealed interface Verdict {
    record Holds(Proven proven) implements Verdict {}

    /** The objection of the root that got furthest with it: that one it is for. */
    record Fails(Refused refused) implements Verdict {}
  }

  private Verdict verify(String bundle, KnownKeys keys) {
    var refusals = new ArrayList<Refused>();
    for (var root : all) {
      switch (root.verifier(keys).verify(bundle)) {
        case Verified verified -> {
          return new Verdict.Holds(new Proven(root, verified));
        }
        case Refused refused -> refusals.add(refused);
      }
    }
    return new Verdict.Fails(
        refusals.stream()
            .max(Comparator.comparing(Refused::reason))
            .orElse(new Refused(Reason.CERTIFICATE, "this registry trusts no Sigstore instance")));
  }

  /**
   * All that went wrong or well with a bundle, for whoever verifies one by hand.
   *
   * @param keys of registries, whose own attestations may be among it
   */
  public Verification verification(String bundle, KnownKeys keys) {
    return switch (verify(bundle, keys)) {
      case Verdict.Holds(var proven) -> proven.verified();
      case Verdict.Fails(var refused) -> refused;
    };
  }
}

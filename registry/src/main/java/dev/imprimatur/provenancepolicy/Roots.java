package dev.imprimatur.provenancepolicy;

import dev.imprimatur.bundle.Reason;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.sigstore.KnownKeys;
import dev.imprimatur.sigstore.Verification;
import dev.imprimatur.sigstore.Verification.Refused;
import dev.imprimatur.sigstore.Verification.Verified;
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

  /** The facts that a bundle proves, and the root by which it does. */
  record Proven(Root root, Verified verified) {}

  /**
   * Returns the build that a bundle proves, if the candidate may be published with it.
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
   * Returns why a bundle that was accepted once no longer holds; empty if it does.
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

  /** The verdict of all roots together on a bundle. */
  private sealed interface Verdict {
    record Holds(Proven proven) implements Verdict {}

    /**
     * No root accepts it; the objection is of the root that got furthest, as the bundle is meant
     * for that.
     */
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
   * Returns all that went wrong or well with a bundle, for whoever verifies one by hand.
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

package dev.imprimatur.trust;

import dev.imprimatur.claimrules.MatchInput;
import dev.imprimatur.claimrules.Verdict;
import dev.imprimatur.claimrules.Verdict.Identity;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.rulebooks.Claims;
import dev.imprimatur.trust.PublisherCache.ChangeStamp;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The matches of an identity token with the trusted publishers of a package.
 *
 * @param on the name of the package, or a pattern of names
 * @param all of them that know its issuer
 */
public record MatchResult(String on, Claims claims, List<PublisherMatch> all) {
  /** Publishers of the package itself come before those of patterns, and stricter before looser. */
  private static final Comparator<PublisherMatch> CLOSEST_FIRST =
      Comparator.comparingInt((PublisherMatch each) -> each.publisher().target().precision())
          .thenComparingInt(each -> each.publisher().identity().settings().names().size())
          .reversed();

  public MatchResult {
    all = List.copyOf(all);
  }

  /**
   * The matches that count for a publish. Who may only read is left out where the project is
   * trusted with more: of publishing they say nothing, and neither decide about it nor hide why it
   * is refused.
   */
  static MatchResult ofPublishing(String on, Claims claims, List<PublisherMatch> all) {
    var writing = all.stream().filter(each -> !each.publisher().powers().onlyRead()).toList();
    boolean decisive = writing.stream().anyMatch(each -> each.verdict().isProject());
    return new MatchResult(on, claims, decisive ? writing : all);
  }

  /** Returns this result with the times of last use that these stamps say. */
  MatchResult lastUsed(List<ChangeStamp> marks) {
    return new MatchResult(on, claims, all.stream().map(each -> each.lastUsed(marks)).toList());
  }

  /**
   * The publisher that accepts the token. Where several match equally closely, which cannot be
   * saved but can come about, the token gets only what all of them allow. Where they are trusted by
   * several who want to own the name, there is none: a stricter publisher gives no better right to
   * a package.
   */
  public Optional<PublisherMatch> accepted() {
    return isContested() ? Optional.empty() : closest();
  }

  private Optional<PublisherMatch> closest() {
    var fitting = fitting().sorted(CLOSEST_FIRST).toList();
    return fitting.stream()
        .filter(each -> CLOSEST_FIRST.compare(each, fitting.getFirst()) == 0)
        .reduce((first, other) -> new PublisherMatch(narrowed(first, other), first.verdict()));
  }

  private static Publisher narrowed(PublisherMatch first, PublisherMatch other) {
    var publisher = first.publisher();
    return publisher
        .with(publisher.powers().and(other.publisher().powers()))
        .with(publisher.terms().and(other.publisher().terms()));
  }

  private boolean isContested() {
    return fitting()
            .map(PublisherMatch::publisher)
            .filter(Publisher::isPending)
            .map(Publisher::owner)
            .distinct()
            .count()
        > 1;
  }

  private Stream<PublisherMatch> fitting() {
    return all.stream().filter(each -> each.verdict().accepted());
  }

  /**
   * The part of the result for each of those who want to own the name, who have nothing to do with
   * each other; the whole result if nobody does. Those whose publishers were not even nearly
   * matched are left out, unless nobody's were.
   */
  public Map<Optional<String>, MatchResult> byFutureOwner() {
    var parts = new LinkedHashMap<Optional<String>, MatchResult>();
    all.stream()
        .map(PublisherMatch::publisher)
        .filter(Publisher::isPending)
        .map(Publisher::owner)
        .distinct()
        .map(owner -> Map.entry(Optional.of(owner), by(owner)))
        .filter(part -> part.getValue().isNear())
        .forEach(part -> parts.put(part.getKey(), part.getValue()));
    return parts.isEmpty() ? Map.of(Optional.empty(), this) : parts;
  }

  /** The matches of the publishers that this owner trusts. */
  public MatchResult by(String owner) {
    return new MatchResult(
        on, claims, all.stream().filter(each -> each.publisher().owner().equals(owner)).toList());
  }

  private boolean isNear() {
    return accepted().isPresent() || nearest().isPresent();
  }

  /** The publisher that matches the token most closely, if any nearly does. */
  public Optional<PublisherMatch> nearest() {
    return refusals()
        .min(Comparator.comparingInt(each -> each.verdict().failures().size()))
        .or(() -> of(Identity.TRANSFERRED).or(() -> of(Identity.RECREATED)))
        .or(() -> of(Identity.REPLACED));
  }

  /**
   * The reason why no publisher accepts the token. A stranger learns the same, whether the package
   * is unknown or trusts somebody of that name.
   */
  public Problem refusal() {
    if (isContested()) {
      return new ExchangeProblem.NameContested(on);
    }
    var nearest = nearest();
    if (nearest.isEmpty() || nearest.get().verdict().identity() == Identity.REPLACED) {
      return new ExchangeProblem.NoPublisher(on, claims.identity());
    }
    var verdict = nearest.get().verdict();
    return switch (verdict.identity()) {
      case TRANSFERRED ->
          new ExchangeProblem.IdentityDrift(
              on,
              "the project is the same, and it belongs to somebody else now; an owner of the"
                  + " package must decide");
      case RECREATED ->
          new ExchangeProblem.IdentityDrift(
              on, "there is another project of that name now; an owner of the package must decide");
      default -> ruleMismatch(verdict);
    };
  }

  /**
   * The change with which the nearest publisher would accept the token, too. Its bearer may know
   * it, having proved to be the project.
   */
  public Optional<Fix> fix() {
    return suggestion().filter(Fix::proven);
  }

  /**
   * The change with which the nearest publisher would accept the token, for an owner alone, even
   * where only its name says which project it is.
   */
  Optional<Fix> suggestion() {
    return fitting().findAny().isPresent() ? Optional.empty() : nearest().flatMap(this::fix);
  }

  private Optional<Fix> fix(PublisherMatch match) {
    var identity = match.publisher().identity();
    var rulebook = claims.issuer().rulebook(match.publisher().powers());
    return rulebook
        .suggestion(identity.settings(), match.verdict())
        .filter(suggestion ->
            rulebook
                .judge(new MatchInput(suggestion, claims.token(), on), identity.pins())
                .accepted())
        .map(suggestion -> new Fix(match, rulebook, suggestion));
  }

  private Problem ruleMismatch(Verdict verdict) {
    var failures = verdict.failures();
    return new ExchangeProblem.RuleMismatch(
        on,
        failures.getFirst().rule(),
        failures.stream()
            .map(finding -> finding.told(verdict.proven()))
            .collect(Collectors.joining("; ")));
  }

  private Stream<PublisherMatch> refusals() {
    return all.stream().filter(each -> each.verdict().isProject() && !each.verdict().accepted());
  }

  private Optional<PublisherMatch> of(Identity identity) {
    return all.stream().filter(each -> each.verdict().identity() == identity).findFirst();
  }
}

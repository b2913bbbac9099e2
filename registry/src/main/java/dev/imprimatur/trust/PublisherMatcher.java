package dev.imprimatur.trust;

import dev.imprimatur.claimrules.MatchInput;
import dev.imprimatur.claimrules.Verdict.Identity;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.rulebooks.Claims;
import dev.imprimatur.trust.Publisher.Pause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The matcher that finds the trusted publisher of an identity token, and learns from the token. */
public final class PublisherMatcher {
  private static final Duration USED_TO_WITHIN = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Locks locks;
  private final PublisherStore publishers;
  private final Ownership ownership;
  private final PackagePins packagePins = new PackagePins();
  private final PublisherCache recalled = new PublisherCache();

  PublisherMatcher(
      InstantSource clock, Locks locks, PublisherStore publishers, Ownership ownership) {
    this.clock = clock;
    this.locks = locks;
    this.publishers = publishers;
    this.ownership = ownership;
  }

  /**
   * A publisher that accepts an identity token.
   *
   * @param newlyPinned whether it was this token that taught the publisher its ids
   * @param formerName what the project was called before, if it was this token that said otherwise
   */
  public record Acceptance(PublisherMatch match, boolean newlyPinned, Optional<String> formerName) {
    public Publisher publisher() {
      return match.publisher();
    }
  }

  /**
   * Matches a token with every publisher of a package, and changes nothing. Publishers of those who
   * neither own the package nor will are left out.
   */
  public MatchResult match(Tx tx, PackageName name, Claims claims) {
    var owners = ownership.of(tx, name);
    var covering =
        publishers.covering(tx, name).stream().filter(each -> each.isOf(owners)).toList();
    boolean patterns = !hasPattern(covering) || !locks.forbidsPatterns(tx, name);
    return MatchResult.ofPublishing(
        name.value(),
        claims,
        covering.stream()
            .filter(each -> mayKnow(each, claims))
            .filter(each -> patterns || !each.target().isPattern())
            .map(each -> match(each, claims, name.value(), pins(tx, name, each, claims)))
            .toList());
  }

  /**
   * A match result from cached publishers, which counts once {@link #confirm} has compared it.
   *
   * @param publishers all that were read
   */
  public record Foreseen(MatchResult matchResult, List<Publisher> publishers) {}

  /**
   * Matches before the transaction that decides, to keep that short: there is one writer at a time.
   * Returns nothing where the result depends on more than the publishers.
   */
  public Optional<Foreseen> foresee(Database db, PackageName name, Claims claims) {
    var covering =
        recalled
            .of(name)
            .orElseGet(() -> {
              var read = db.read(tx -> publishers.covering(tx, name));
              recalled.keep(name, read);
              return read;
            });
    if (hasPattern(covering) || covering.stream().anyMatch(Publisher::isPending)) {
      return Optional.empty();
    }
    var all =
        covering.stream()
            .filter(each -> mayKnow(each, claims))
            .map(each -> match(each, claims, name.value(), each.identity().pins()))
            .toList();
    return Optional.of(new Foreseen(MatchResult.ofPublishing(name.value(), claims, all), covering));
  }

  /** Returns the foreseen result, if the publishers have not changed since. */
  public Optional<MatchResult> confirm(Tx tx, Foreseen foreseen) {
    var name = nameOf(foreseen.matchResult());
    var marks = publishers.marksCovering(tx, name);
    if (!PublisherCache.same(foreseen.publishers(), marks)) {
      recalled.forget(name);
      return Optional.empty();
    }
    return Optional.of(foreseen.matchResult().lastUsed(marks));
  }

  private static boolean hasPattern(List<Publisher> publishers) {
    return publishers.stream().anyMatch(each -> each.target().isPattern());
  }

  private boolean mayKnow(Publisher publisher, Claims claims) {
    return publisher.identity().issuer().equals(claims.issuerUrl())
        && publisher.identity().provider() == claims.issuer().provider()
        && !isOver(publisher);
  }

  private JsonObject pins(Tx tx, PackageName name, Publisher publisher, Claims claims) {
    var known = publisher.identity().pins();
    return matchesManyProjects(publisher, claims)
        ? merged(known, packagePins.find(tx, publisher.id(), name).orElse(JsonObject.EMPTY))
        : known;
  }

  private static PublisherMatch match(
      Publisher publisher, Claims claims, String on, JsonObject known) {
    var input = new MatchInput(publisher.identity().settings(), claims.token(), on);
    var rulebook = claims.issuer().rulebook(publisher.powers());
    return new PublisherMatch(publisher, rulebook.judge(input, known));
  }

  /** Returns whether a publisher has waited too long; it counts as gone before it is swept. */
  private boolean isOver(Publisher publisher) {
    return publisher
        .state()
        .pending()
        .filter(pending -> pending.until().isBefore(clock.instant()))
        .isPresent();
  }

  /**
   * Accepts a token for the publisher that was matched, and learns from it. Of two first tokens
   * with different ids one teaches the publisher, and the other is a stranger: the result is empty
   * where another token was quicker, and the token has to be matched again.
   *
   * @param exists whether the package has versions
   * @throws ProblemException with {@link ExchangeProblem.Policy} if the publisher may not be used
   *     now
   */
  public Optional<Acceptance> accept(Tx tx, MatchResult matchResult, BooleanSupplier exists) {
    var match = matchResult.accepted().orElseThrow(() -> matchResult.refusal().asException());
    var publisher = match.publisher();
    if (match.verdict().identity() == Identity.RENAMED) {
      // Its settings change, and another publisher may be getting the same: before any row changes.
      Turns.take(tx, publisher.target());
    }
    requireUsable(matchResult.on(), match);
    used(tx, publisher);
    return matchesManyProjects(publisher, matchResult.claims())
        ? acceptWide(tx, matchResult, match, exists)
        : acceptOne(tx, matchResult, match);
  }

  private Optional<Acceptance> acceptOne(Tx tx, MatchResult matchResult, PublisherMatch match) {
    var publisher = match.publisher();
    var learned = merged(publisher.identity().pins(), match.verdict().ids());
    boolean news = !learned.equals(publisher.identity().pins());
    return news && !publishers.pin(tx, publisher, learned)
        ? Optional.empty()
        : Optional.of(renamed(tx, matchResult, new Acceptance(match, news, Optional.empty())));
  }

  /**
   * Accepts a token for a package of a pattern, which belongs to the project that published it
   * first.
   */
  private Optional<Acceptance> acceptWide(
      Tx tx, MatchResult matchResult, PublisherMatch match, BooleanSupplier exists) {
    var publisher = match.publisher();
    var rulebook = matchResult.claims().issuer().rulebook();
    var owner = rulebook.pins().ofOwner(match.verdict().ids());
    if (!owner.equals(publisher.identity().pins())
        && !publishers.pin(tx, publisher, merged(publisher.identity().pins(), owner))) {
      return Optional.empty();
    }
    var known = packagePins.find(tx, publisher.id(), nameOf(matchResult));
    if (known.isEmpty() && exists.getAsBoolean()) {
      throw new ExchangeProblem.Policy(
              matchResult.on(),
              "this project has not published it before; an owner must say that it may")
          .asException();
    }
    var pins = matchResult.claims().knownBy();
    var pin = new PackagePins.Pin(publisher.id(), nameOf(matchResult), pins);
    boolean news = known.filter(before -> !rulebook.pins().tellMore(pins, before)).isEmpty();
    if (news) {
      var now = clock.instant();
      boolean pinned =
          known.isEmpty()
              ? packagePins.pin(tx, pin, now)
              : packagePins.learn(tx, pin, known.get(), now);
      if (!pinned) {
        return Optional.empty();
      }
    }
    return Optional.of(renamed(tx, matchResult, new Acceptance(match, news, Optional.empty())));
  }

  /** Follows a project to its new name: renamed by its owner, it is still the same project. */
  private Acceptance renamed(Tx tx, MatchResult matchResult, Acceptance acceptance) {
    var publisher = acceptance.publisher();
    if (acceptance.match().verdict().identity() != Identity.RENAMED) {
      return acceptance;
    }
    var before = publisher.identity().settings();
    var rulebook = matchResult.claims().issuer().rulebook();
    var after = rulebook.renamed(before, matchResult.claims().token());
    var identity = publisher.identity().renamed(after, rulebook.project(after));
    boolean followed = publishers.rename(tx, publisher, identity);
    return new Acceptance(
        acceptance.match(),
        acceptance.newlyPinned(),
        followed ? Optional.of(rulebook.projectIn(before)) : Optional.empty());
  }

  /**
   * Finds what an owner has to decide about the project of a token, if anything. Returns nothing if
   * the publisher has changed since it was matched.
   *
   * @param exists whether the package has versions
   */
  public Optional<Drifts.DriftReport> drift(Tx tx, MatchResult matchResult, boolean exists) {
    var claims = matchResult.claims();
    var said = claims.keep();
    var other =
        matchResult.all().stream()
            .flatMap(each ->
                Drifts.Kind.of(each.verdict().identity()).stream()
                    .filter(kind -> stands(tx, each.publisher()))
                    .map(kind -> new Drifts.DriftReport(kind, seen(matchResult, each, said))))
            .findFirst();
    return other.or(() ->
        matchResult
            .accepted()
            .filter(each -> exists && matchesManyProjects(each.publisher(), claims))
            .filter(each -> stands(tx, each.publisher()))
            .filter(
                each -> packagePins.find(tx, each.publisher().id(), nameOf(matchResult)).isEmpty())
            .map(each ->
                new Drifts.DriftReport(Drifts.Kind.NEW_PROJECT, seen(matchResult, each, said))));
  }

  private boolean stands(Tx tx, Publisher publisher) {
    return publishers
        .find(tx, publisher.id())
        .filter(now -> now.state().changes() == publisher.state().changes())
        .isPresent();
  }

  /**
   * Finds a change by an owner with which a token would be accepted. They may be asked to confirm
   * that a project is theirs without ids to prove it, as long as a first token would be taken at
   * its word; for what a stranger may know of it, see {@link MatchResult#fix}.
   */
  public Optional<Fix> fix(MatchResult matchResult) {
    return matchResult.suggestion().filter(fix -> !isTooLate(fix.match()));
  }

  private static PackageName nameOf(MatchResult matchResult) {
    return new PackageName(matchResult.on());
  }

  /**
   * Learns from a token that a publisher of a target accepts, and notes its use.
   *
   * @throws ProblemException with {@link ExchangeProblem.Policy} if it may not be used now
   */
  public Publisher learn(Tx tx, Claims claims, PublisherMatch match) {
    var publisher = match.publisher();
    requireUsable(publisher.target().value(), match);
    var learned = merged(publisher.identity().pins(), lasting(publisher, claims, match));
    if (!learned.equals(publisher.identity().pins()) && !publishers.pin(tx, publisher, learned)) {
      throw new ExchangeProblem.Policy(
              publisher.target().value(), "its trusted publisher has just changed; try again")
          .asException();
    }
    used(tx, publisher);
    return publisher;
  }

  /**
   * Notes the use to the minute, as a release of many packages would otherwise write it each time.
   */
  private void used(Tx tx, Publisher publisher) {
    var now = clock.instant();
    var known = publisher.state().lastUsedAt();
    if (known.filter(now.minus(USED_TO_WITHIN)::isBefore).isEmpty()) {
      publishers.used(tx, publisher.id(), now);
    }
  }

  /** The ids that last; for a publisher of many projects, only those of their owner. */
  private static JsonObject lasting(Publisher publisher, Claims claims, PublisherMatch match) {
    var ids = match.verdict().ids();
    return matchesManyProjects(publisher, claims)
        ? claims.issuer().rulebook().pins().ofOwner(ids)
        : ids;
  }

  private static Drifts.DriftEvidence seen(
      MatchResult matchResult, PublisherMatch match, JsonObject said) {
    var publisher = match.publisher();
    var claims = matchResult.claims();
    var ids = matchesManyProjects(publisher, claims) ? claims.knownBy() : match.verdict().ids();
    return new Drifts.DriftEvidence(publisher.id(), nameOf(matchResult), ids, said);
  }

  /** The publishers that let the bearer of a token read, with their matches. */
  public List<PublisherMatch> readable(Tx tx, Claims claims) {
    return publishers.ofProject(tx, claims.issuerUrl(), claims.projects()).stream()
        .filter(each -> mayKnow(each, claims) && counts(tx, each))
        .filter(each -> each.powers().allow(Permission.READ) && !isPaused(each))
        .map(each -> judgedForTarget(each, claims))
        .filter(each -> each.verdict().accepted() && !isTooLate(each))
        .toList();
  }

  /** The matches of a token with the publishers of exactly this target that may manage it. */
  public List<PublisherMatch> managing(Tx tx, Target target, Claims claims) {
    return publishers.ofTarget(tx, target).stream()
        .filter(each -> mayKnow(each, claims) && counts(tx, each))
        .filter(each -> each.powers().allow(Permission.MANAGE) && !isPaused(each))
        .map(each -> judgedForTarget(each, claims))
        .toList();
  }

  private boolean counts(Tx tx, Publisher publisher) {
    return publisher.isOf(ownership.of(tx, publisher.target()));
  }

  private static PublisherMatch judgedForTarget(Publisher publisher, Claims claims) {
    return match(publisher, claims, publisher.target().value(), publisher.identity().pins());
  }

  private static boolean isPaused(Publisher publisher) {
    return publisher.state().pause().isPresent();
  }

  private void requireUsable(String name, PublisherMatch match) {
    var publisher = match.publisher();
    var pause = publisher.state().pause().filter(each -> each.kind() == Pause.Kind.REFUSES);
    if (pause.isPresent()) {
      throw new ExchangeProblem.Policy(
              name,
              "its trusted publisher is paused since %s: %s"
                  .formatted(pause.get().at(), pause.get().why()))
          .asException();
    }
    if (isTooLate(match)) {
      throw new ExchangeProblem.Policy(
              name,
              "its trusted publisher was not used for too long after it was saved, so whoever has"
                  + " the project's name today may be somebody else; an owner must save it again")
          .asException();
    }
  }

  /** Returns whether a first token came so late that the project's name may have a new owner. */
  private boolean isTooLate(PublisherMatch match) {
    return match.verdict().identity() == Identity.FIRST
        && match.publisher().identity().pinUntil().filter(this::isPast).isPresent();
  }

  private boolean isPast(Instant moment) {
    return moment.isBefore(clock.instant());
  }

  private static boolean matchesManyProjects(Publisher publisher, Claims claims) {
    return publisher.target().isPattern()
        && claims.issuer().rulebook().matchesManyProjects(publisher.identity().settings());
  }

  private static JsonObject merged(JsonObject one, JsonObject other) {
    var both = one.but();
    other
        .members()
        .forEach((name, value) -> {
          if (!one.has(name)) {
            both.and(name, value);
          }
        });
    return both.build();
  }
}

package dev.imprimatur.trust;

import dev.imprimatur.db.Tx;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.rules.Case;
import dev.imprimatur.rules.Claims;
import dev.imprimatur.rules.Verdict.Identity;
import dev.imprimatur.trust.Publisher.Pause;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Which trusted publisher an identity token is from, and what it teaches us of it. */
public final class Judging {
  private final InstantSource clock;
  private final Locks locks;
  private final PublisherStore publishers;
  private final PackagePins packagePins = new PackagePins();

  Judging(InstantSource clock, Locks locks, PublisherStore publishers) {
    this.clock = clock;
    this.locks = locks;
    this.publishers = publishers;
  }

  /**
   * A publisher that accepts an identity token.
   *
   * @param newlyPinned whether it was this token that taught the publisher its ids
   * @param formerName what the project was called before, if it was this token that said otherwise
   */
  public record Acceptance(Judged judged, boolean newlyPinned, Optional<String> formerName) {
    public Publisher publisher() {
      return judged.publisher();
    }
  }

  /** What every publisher of a package makes of a token; nothing is changed by it. */
  public Judgement judge(Tx tx, PackageName name, Claims claims) {
    boolean patterns = !locks.forbidsPatterns(tx, name);
    return new Judgement(
        name.value(),
        claims,
        publishers.covering(tx, name).stream()
            .filter(each -> each.identity().issuer().equals(claims.issuerUrl()))
            .filter(each -> each.identity().provider() == claims.issuer().provider())
            .filter(each -> patterns || !each.target().isPattern())
            .filter(each -> !isOver(each))
            .map(each -> judged(tx, name, each, claims))
            .toList());
  }

  private Judged judged(Tx tx, PackageName name, Publisher publisher, Claims claims) {
    var known = publisher.identity().pins();
    if (isWide(publisher, claims)) {
      known = merged(known, packagePins.find(tx, publisher.id(), name).orElse(JsonObject.EMPTY));
    }
    var settings = publisher.identity().settings();
    var verdict = claims.issuer().rulebook().judge(new Case(settings, claims, name.value()), known);
    return new Judged(publisher, verdict);
  }

  /** Nobody waits for ever; what has waited too long is swept, and until then counts as gone. */
  private boolean isOver(Publisher publisher) {
    return publisher
        .state()
        .pending()
        .filter(pending -> pending.until().isBefore(clock.instant()))
        .isPresent();
  }

  /**
   * Accepts a token for the publisher that a judgement has found, and learns from it.
   *
   * @param exists whether the package has versions
   * @throws ProblemException with {@link ExchangeProblem.Policy} if the publisher may not be used
   *     now
   */
  public Acceptance accept(Tx tx, Judgement judgement, boolean exists) {
    var judged = judgement.accepted().orElseThrow(() -> judgement.refusal().asException());
    var publisher = judged.publisher();
    requireUsable(judgement.on(), judged);
    publishers.used(tx, publisher.id(), clock.instant());
    return isWide(publisher, judgement.claims())
        ? acceptWide(tx, judgement, judged, exists)
        : acceptOne(tx, judgement, judged);
  }

  private Acceptance acceptOne(Tx tx, Judgement judgement, Judged judged) {
    var publisher = judged.publisher();
    var learned = merged(publisher.identity().pins(), judged.verdict().ids());
    boolean news = !learned.equals(publisher.identity().pins());
    // Of two first tokens with different ids one teaches the publisher, and the other is a
    // stranger.
    if (news && !publishers.pin(tx, publisher, learned)) {
      var again = judge(tx, nameOf(judgement), judgement.claims());
      return accept(tx, again, true);
    }
    return renamed(tx, judgement, new Acceptance(judged, news, Optional.empty()));
  }

  /** Every package of a pattern belongs to the project that published it first. */
  private Acceptance acceptWide(Tx tx, Judgement judgement, Judged judged, boolean exists) {
    var publisher = judged.publisher();
    var pins = judgement.claims().issuer().rulebook().pins();
    var ids = judged.verdict().ids();
    var owner = pins.ofOwner(ids);
    if (!owner.equals(publisher.identity().pins())
        && !publishers.pin(tx, publisher, merged(publisher.identity().pins(), owner))) {
      return accept(tx, judge(tx, nameOf(judgement), judgement.claims()), exists);
    }
    var known = packagePins.find(tx, publisher.id(), nameOf(judgement));
    if (known.isEmpty() && exists) {
      throw new ExchangeProblem.Policy(
              judgement.on(),
              "this project has not published it before; an owner must say that it may")
          .asException();
    }
    var pin = new PackagePins.Pin(publisher.id(), nameOf(judgement), ids);
    boolean news = known.isEmpty() && packagePins.pin(tx, pin, clock.instant());
    if (known.isEmpty() && !news) {
      return accept(tx, judge(tx, nameOf(judgement), judgement.claims()), exists);
    }
    return renamed(tx, judgement, new Acceptance(judged, news, Optional.empty()));
  }

  /** A project that its owner has renamed is the same project. */
  private Acceptance renamed(Tx tx, Judgement judgement, Acceptance acceptance) {
    var publisher = acceptance.publisher();
    if (acceptance.judged().verdict().identity() != Identity.RENAMED) {
      return acceptance;
    }
    var before = publisher.identity().settings();
    var rulebook = judgement.claims().issuer().rulebook();
    var after = rulebook.renamed(before, judgement.claims());
    var identity = publisher.identity().renamed(after, rulebook.project(after));
    boolean followed = publishers.rename(tx, publisher, identity);
    return new Acceptance(
        acceptance.judged(),
        acceptance.newlyPinned(),
        followed ? Optional.of(rulebook.named(before)) : Optional.empty());
  }

  /**
   * What about the project of a token is for an owner to decide, if anything is.
   *
   * @param exists whether the package has versions
   */
  public Optional<Drifts.Raised> drift(Tx tx, Judgement judgement, boolean exists) {
    var claims = judgement.claims();
    var said = claims.issuer().rulebook().recorded(claims);
    var other =
        judgement.all().stream()
            .flatMap(each ->
                Drifts.Kind.of(each.verdict().identity()).stream()
                    .map(kind -> new Drifts.Raised(kind, seen(judgement, each, said))))
            .findFirst();
    return other.or(() ->
        judgement
            .accepted()
            .filter(each -> exists && isWide(each.publisher(), claims))
            .filter(
                each -> packagePins.find(tx, each.publisher().id(), nameOf(judgement)).isEmpty())
            .map(each -> new Drifts.Raised(Drifts.Kind.NEW_PROJECT, seen(judgement, each, said))));
  }

  /**
   * What an owner could change so that a token is accepted. He may be asked to say that a project
   * is his which no ids prove, as long as a first token would be taken at its word; for what a
   * stranger may know of it, see {@link Judgement#fix}.
   */
  public Optional<Fix> fix(Judgement judgement) {
    return judgement.mended().filter(fix -> !isTooLate(fix.judged()));
  }

  private static PackageName nameOf(Judgement judgement) {
    return new PackageName(judgement.on());
  }

  /**
   * Learns from a token that a publisher of a target accepts, and lets it be used for it.
   *
   * @throws ProblemException with {@link ExchangeProblem.Policy} if it may not be used now
   */
  public Publisher learn(Tx tx, Claims claims, Judged judged) {
    var publisher = judged.publisher();
    requireUsable(publisher.target().value(), judged);
    var learned = merged(publisher.identity().pins(), lasting(publisher, claims, judged));
    if (!learned.equals(publisher.identity().pins()) && !publishers.pin(tx, publisher, learned)) {
      throw new ExchangeProblem.Policy(
              publisher.target().value(), "its trusted publisher has just changed; try again")
          .asException();
    }
    publishers.used(tx, publisher.id(), clock.instant());
    return publisher;
  }

  /** Of a publisher of many projects nothing lasts but whose they are. */
  private static JsonObject lasting(Publisher publisher, Claims claims, Judged judged) {
    var ids = judged.verdict().ids();
    return isWide(publisher, claims) ? claims.issuer().rulebook().pins().ofOwner(ids) : ids;
  }

  private static Drifts.Seen seen(Judgement judgement, Judged judged, JsonObject said) {
    return new Drifts.Seen(
        judged.publisher().id(), nameOf(judgement), judged.verdict().ids(), said);
  }

  /** The publishers that let the bearer of a token read, with what their rules make of it. */
  public List<Judged> readable(Tx tx, Claims claims) {
    return publishers
        .ofProject(tx, claims.issuerUrl(), claims.issuer().rulebook().projects(claims))
        .stream()
        .filter(each -> each.powers().allow(Permission.READ) && !isOver(each) && !isPaused(each))
        .map(each -> judgedForTarget(each, claims))
        .filter(each -> each.verdict().accepted() && !isTooLate(each))
        .toList();
  }

  /** What the publishers of exactly a target that may manage it make of a token. */
  public List<Judged> managing(Tx tx, Target target, Claims claims) {
    return publishers.ofTarget(tx, target).stream()
        .filter(each -> each.identity().issuer().equals(claims.issuerUrl()))
        .filter(each -> each.powers().allow(Permission.MANAGE) && !isOver(each) && !isPaused(each))
        .map(each -> judgedForTarget(each, claims))
        .toList();
  }

  private static Judged judgedForTarget(Publisher publisher, Claims claims) {
    var matter = new Case(publisher.identity().settings(), claims, publisher.target().value());
    return new Judged(
        publisher, claims.issuer().rulebook().judge(matter, publisher.identity().pins()));
  }

  private static boolean isPaused(Publisher publisher) {
    return publisher.state().pause().isPresent();
  }

  private void requireUsable(String name, Judged judged) {
    var publisher = judged.publisher();
    publisher
        .state()
        .pause()
        .filter(pause -> pause.kind() == Pause.Kind.REFUSES)
        .ifPresent(pause -> {
          throw new ExchangeProblem.Policy(
                  name,
                  "its trusted publisher is paused since %s: %s".formatted(pause.at(), pause.why()))
              .asException();
        });
    if (isTooLate(judged)) {
      throw new ExchangeProblem.Policy(
              name,
              "its trusted publisher was not used for too long after it was saved, so whoever has"
                  + " the project's name today may be somebody else; an owner must save it again")
          .asException();
    }
  }

  /** Whether a first token came when the project's name may be somebody else's by now. */
  private boolean isTooLate(Judged judged) {
    return judged.verdict().identity() == Identity.FIRST
        && judged.publisher().identity().pinUntil().filter(this::isPast).isPresent();
  }

  private boolean isPast(Instant moment) {
    return moment.isBefore(clock.instant());
  }

  private static boolean isWide(Publisher publisher, Claims claims) {
    return publisher.target().isPattern()
        && claims.issuer().rulebook().isWide(publisher.identity().settings());
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

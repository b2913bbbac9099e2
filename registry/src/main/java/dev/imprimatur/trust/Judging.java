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

/** Which trusted publisher an identity token is from, and what it teaches us of it. */
public final class Judging {
  private static final Duration USED_TO_WITHIN = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Locks locks;
  private final PublisherStore publishers;
  private final Ownership ownership;
  private final PackagePins packagePins = new PackagePins();
  private final Recalled recalled = new Recalled();

  Judging(InstantSource clock, Locks locks, PublisherStore publishers, Ownership ownership) {
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
  public record Acceptance(Judged judged, boolean newlyPinned, Optional<String> formerName) {
    public Publisher publisher() {
      return judged.publisher();
    }
  }

  /**
   * What every publisher of a package makes of a token; nothing is changed by it. One that somebody
   * trusts who does not own the package, nor will, has no say in it.
   */
  public Judgement judge(Tx tx, PackageName name, Claims claims) {
    var owners = ownership.of(tx, name);
    var covering =
        publishers.covering(tx, name).stream().filter(each -> each.isOf(owners)).toList();
    boolean patterns = !hasPattern(covering) || !locks.forbidsPatterns(tx, name);
    return new Judgement(
        name.value(),
        claims,
        covering.stream()
            .filter(each -> mayKnow(each, claims))
            .filter(each -> patterns || !each.target().isPattern())
            .map(each -> judged(each, claims, name.value(), pins(tx, name, each, claims)))
            .toList());
  }

  /**
   * A judgement by what was last read of the publishers, which becomes one by {@link #confirm}.
   *
   * @param publishers all that were read
   */
  public record Foreseen(Judgement judgement, List<Publisher> publishers) {}

  /**
   * Judges before the transaction that decides, which then needs but a glance; there is a writer
   * for one at a time. Nothing is foreseen where more than the publishers has a say in it.
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
            .map(each -> judged(each, claims, name.value(), each.identity().pins()))
            .toList();
    return Optional.of(new Foreseen(new Judgement(name.value(), claims, all), covering));
  }

  /** What was foreseen, if the publishers stand as they did. */
  public Optional<Judgement> confirm(Tx tx, Foreseen foreseen) {
    var name = nameOf(foreseen.judgement());
    var marks = publishers.marksCovering(tx, name);
    if (!Recalled.same(foreseen.publishers(), marks)) {
      recalled.forget(name);
      return Optional.empty();
    }
    return Optional.of(foreseen.judgement().lastUsed(marks));
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
    return isWide(publisher, claims)
        ? merged(known, packagePins.find(tx, publisher.id(), name).orElse(JsonObject.EMPTY))
        : known;
  }

  private static Judged judged(Publisher publisher, Claims claims, String on, JsonObject known) {
    var matter = new MatchInput(publisher.identity().settings(), claims.token(), on);
    return new Judged(publisher, claims.issuer().rulebook().judge(matter, known));
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
   * Accepts a token for the publisher that a judgement has found, and learns from it. Of two first
   * tokens with different ids one teaches the publisher, and the other is a stranger: it is empty
   * where another token was quicker, and the token has to be judged again.
   *
   * @param exists whether the package has versions
   * @throws ProblemException with {@link ExchangeProblem.Policy} if the publisher may not be used
   *     now
   */
  public Optional<Acceptance> accept(Tx tx, Judgement judgement, BooleanSupplier exists) {
    var judged = judgement.accepted().orElseThrow(() -> judgement.refusal().asException());
    var publisher = judged.publisher();
    if (judged.verdict().identity() == Identity.RENAMED) {
      // It gets other settings, and another one may be getting just these; before any row changes.
      Turns.take(tx, publisher.target());
    }
    requireUsable(judgement.on(), judged);
    used(tx, publisher);
    return isWide(publisher, judgement.claims())
        ? acceptWide(tx, judgement, judged, exists)
        : acceptOne(tx, judgement, judged);
  }

  private Optional<Acceptance> acceptOne(Tx tx, Judgement judgement, Judged judged) {
    var publisher = judged.publisher();
    var learned = merged(publisher.identity().pins(), judged.verdict().ids());
    boolean news = !learned.equals(publisher.identity().pins());
    return news && !publishers.pin(tx, publisher, learned)
        ? Optional.empty()
        : Optional.of(renamed(tx, judgement, new Acceptance(judged, news, Optional.empty())));
  }

  /** Every package of a pattern belongs to the project that published it first. */
  private Optional<Acceptance> acceptWide(
      Tx tx, Judgement judgement, Judged judged, BooleanSupplier exists) {
    var publisher = judged.publisher();
    var rulebook = judgement.claims().issuer().rulebook();
    var owner = rulebook.pins().ofOwner(judged.verdict().ids());
    if (!owner.equals(publisher.identity().pins())
        && !publishers.pin(tx, publisher, merged(publisher.identity().pins(), owner))) {
      return Optional.empty();
    }
    var known = packagePins.find(tx, publisher.id(), nameOf(judgement));
    if (known.isEmpty() && exists.getAsBoolean()) {
      throw new ExchangeProblem.Policy(
              judgement.on(),
              "this project has not published it before; an owner must say that it may")
          .asException();
    }
    var pins = judgement.claims().knownBy();
    var pin = new PackagePins.Pin(publisher.id(), nameOf(judgement), pins);
    boolean news = known.filter(before -> !rulebook.pins().tellMore(pins, before)).isEmpty();
    return news && !pinned(tx, pin, known)
        ? Optional.empty()
        : Optional.of(renamed(tx, judgement, new Acceptance(judged, news, Optional.empty())));
  }

  private boolean pinned(Tx tx, PackagePins.Pin pin, Optional<JsonObject> known) {
    var now = clock.instant();
    return known.isEmpty()
        ? packagePins.pin(tx, pin, now)
        : packagePins.learn(tx, pin, known.get(), now);
  }

  /** A project that its owner has renamed is the same project. */
  private Acceptance renamed(Tx tx, Judgement judgement, Acceptance acceptance) {
    var publisher = acceptance.publisher();
    if (acceptance.judged().verdict().identity() != Identity.RENAMED) {
      return acceptance;
    }
    var before = publisher.identity().settings();
    var rulebook = judgement.claims().issuer().rulebook();
    var after = rulebook.renamed(before, judgement.claims().token());
    var identity = publisher.identity().renamed(after, rulebook.project(after));
    boolean followed = publishers.rename(tx, publisher, identity);
    return new Acceptance(
        acceptance.judged(),
        acceptance.newlyPinned(),
        followed ? Optional.of(rulebook.projectIn(before)) : Optional.empty());
  }

  /**
   * What about the project of a token is for an owner to decide, if anything is. Nothing is of a
   * publisher that is another one by now than the one that was judged.
   *
   * @param exists whether the package has versions
   */
  public Optional<Drifts.Raised> drift(Tx tx, Judgement judgement, boolean exists) {
    var claims = judgement.claims();
    var said = claims.keep();
    var other =
        judgement.all().stream()
            .flatMap(each ->
                Drifts.Kind.of(each.verdict().identity()).stream()
                    .filter(kind -> stands(tx, each.publisher()))
                    .map(kind -> new Drifts.Raised(kind, seen(judgement, each, said))))
            .findFirst();
    return other.or(() ->
        judgement
            .accepted()
            .filter(each -> exists && isWide(each.publisher(), claims))
            .filter(each -> stands(tx, each.publisher()))
            .filter(
                each -> packagePins.find(tx, each.publisher().id(), nameOf(judgement)).isEmpty())
            .map(each -> new Drifts.Raised(Drifts.Kind.NEW_PROJECT, seen(judgement, each, said))));
  }

  private boolean stands(Tx tx, Publisher publisher) {
    return publishers
        .find(tx, publisher.id())
        .filter(now -> now.state().changes() == publisher.state().changes())
        .isPresent();
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
    used(tx, publisher);
    return publisher;
  }

  /** Known to the minute, as a release of many packages would else write it as many times. */
  private void used(Tx tx, Publisher publisher) {
    var now = clock.instant();
    var known = publisher.state().lastUsedAt();
    if (known.filter(now.minus(USED_TO_WITHIN)::isBefore).isEmpty()) {
      publishers.used(tx, publisher.id(), now);
    }
  }

  /** Of a publisher of many projects nothing lasts but whose they are. */
  private static JsonObject lasting(Publisher publisher, Claims claims, Judged judged) {
    var ids = judged.verdict().ids();
    return isWide(publisher, claims) ? claims.issuer().rulebook().pins().ofOwner(ids) : ids;
  }

  private static Drifts.Seen seen(Judgement judgement, Judged judged, JsonObject said) {
    var publisher = judged.publisher();
    var claims = judgement.claims();
    var ids = isWide(publisher, claims) ? claims.knownBy() : judged.verdict().ids();
    return new Drifts.Seen(publisher.id(), nameOf(judgement), ids, said);
  }

  /** The publishers that let the bearer of a token read, with what their rules make of it. */
  public List<Judged> readable(Tx tx, Claims claims) {
    return publishers.ofProject(tx, claims.issuerUrl(), claims.projects()).stream()
        .filter(each -> mayKnow(each, claims) && counts(tx, each))
        .filter(each -> each.powers().allow(Permission.READ) && !isPaused(each))
        .map(each -> judgedForTarget(each, claims))
        .filter(each -> each.verdict().accepted() && !isTooLate(each))
        .toList();
  }

  /** What the publishers of exactly a target that may manage it make of a token. */
  public List<Judged> managing(Tx tx, Target target, Claims claims) {
    return publishers.ofTarget(tx, target).stream()
        .filter(each -> mayKnow(each, claims) && counts(tx, each))
        .filter(each -> each.powers().allow(Permission.MANAGE) && !isPaused(each))
        .map(each -> judgedForTarget(each, claims))
        .toList();
  }

  private boolean counts(Tx tx, Publisher publisher) {
    return publisher.isOf(ownership.of(tx, publisher.target()));
  }

  private static Judged judgedForTarget(Publisher publisher, Claims claims) {
    return judged(publisher, claims, publisher.target().value(), publisher.identity().pins());
  }

  private static boolean isPaused(Publisher publisher) {
    return publisher.state().pause().isPresent();
  }

  private void requireUsable(String name, Judged judged) {
    var publisher = judged.publisher();
    var pause = publisher.state().pause().filter(each -> each.kind() == Pause.Kind.REFUSES);
    if (pause.isPresent()) {
      throw new ExchangeProblem.Policy(
              name,
              "its trusted publisher is paused since %s: %s"
                  .formatted(pause.get().at(), pause.get().why()))
          .asException();
    }
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

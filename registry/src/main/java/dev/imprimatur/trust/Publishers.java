package dev.imprimatur.trust;

import dev.imprimatur.db.Tx;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.trust.Publisher.Pause;
import dev.imprimatur.trust.Publisher.Pending;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Whom each package trusts. */
public final class Publishers {
  /** Of each of them the turn is taken, and a database keeps only so many at a time. */
  private static final int SWEPT_MAX = 500;

  private final InstantSource clock;
  private final Ids ids;
  private final Limits.Publishers limits;
  private final Ownership ownership;
  private final PublisherStore store;
  private final PackagePins packagePins = new PackagePins();

  Publishers(
      InstantSource clock,
      Ids ids,
      Limits.Publishers limits,
      Ownership ownership,
      PublisherStore store) {
    this.clock = clock;
    this.ids = ids;
    this.limits = limits;
    this.ownership = ownership;
    this.store = store;
  }

  /**
   * A publisher that was changed.
   *
   * @param loosened whether it accepts or allows something now that it did not before
   */
  public record Edited(Publisher before, Publisher after, boolean loosened) {}

  /**
   * Adds a publisher. Of those of others that wait for the same name it is none of its business
   * what they are, nor that there are any.
   *
   * @param by who adds it, as the audit log writes them
   */
  public Publisher add(Tx tx, Wish wish, String by) {
    var owner = owner(tx, wish);
    var present = ofTarget(tx, wish.target(), owner);
    requireRoom(tx, wish, present);
    requireNone(wish, present);
    requireClear(wish, present);
    var publisher =
        new Publisher(
            new PublisherId(ids.next()),
            wish.target(),
            identity(wish, wish.pins()),
            wish.powers(),
            wish.terms(),
            new Publisher.State(
                1, 1, pending(wish), Optional.empty(), Optional.empty(), Optional.empty()),
            new Publisher.Origin(wish.label(), clock.instant(), by, owner));
    if (!store.add(tx, publisher)) {
      throw exists(wish, "just added");
    }
    return publisher;
  }

  /** Who trusts it; nobody does if it is for what is nobody's, and then nobody judges by it. */
  private String owner(Tx tx, Wish wish) {
    return wish.futureOwner()
        .or(() -> ownership.of(tx, wish.target()).stream().findFirst())
        .orElse("");
  }

  private List<Publisher> ofTarget(Tx tx, Target target, String owner) {
    return store.ofTarget(tx, target).stream().filter(each -> each.owner().equals(owner)).toList();
  }

  /** Changes a publisher in place; what was minted for it before is dead. */
  public Edited edit(Tx tx, PublisherId id, Wish wish) {
    var before = require(tx, id);
    var others =
        ofTarget(tx, before.target(), before.owner()).stream()
            .filter(each -> !each.id().equals(id))
            .toList();
    requireNone(wish, others);
    requireClear(wish, others);
    boolean sameProject =
        before.identity().issuer().equals(wish.issuer().url())
            && wish.issuer()
                .rulebook()
                .projectIn(before.identity().settings())
                .equals(wish.issuer().rulebook().projectIn(wish.settings()));
    var pins = sameProject && wish.pins().isEmpty() ? before.identity().pins() : wish.pins();
    if (!sameProject) {
      packagePins.remove(tx, id);
    }
    var wanted =
        new Publisher(
            id,
            before.target(),
            identity(wish, pins),
            wish.powers(),
            wish.terms(),
            before.state(),
            new Publisher.Origin(
                wish.label(),
                before.origin().createdAt(),
                before.origin().createdBy(),
                before.owner()));
    store.edit(tx, wanted);
    return new Edited(before, require(tx, id), isLooser(wish, before, wanted));
  }

  /** What is not surely tighter is taken to be looser: an owner is rather told too often. */
  private static boolean isLooser(Wish wish, Publisher before, Publisher after) {
    return !before.identity().issuer().equals(after.identity().issuer())
        || before.identity().provider() != after.identity().provider()
        || !wish.issuer()
            .rulebook()
            .narrows(after.identity().settings(), before.identity().settings())
        || (!before.identity().pins().isEmpty()
            && !before.identity().pins().equals(after.identity().pins()))
        || after.powers().exceed(before.powers())
        || (before.terms().singleUse() && !after.terms().singleUse())
        || after.terms().lifetime().compareTo(before.terms().lifetime()) > 0;
  }

  private Publisher.Identity identity(Wish wish, JsonObject told) {
    var pins = told.but();
    // Where people name a project by its ids, there is nothing to be learned from a first token.
    wish.issuer().rulebook().idsIn(wish.settings()).members().forEach(pins::and);
    return identity(wish, pins.build(), clock.instant().plus(limits.pinWindow()));
  }

  private static Publisher.Identity identity(Wish wish, JsonObject pins, Instant pinUntil) {
    var rulebook = wish.issuer().rulebook();
    var known = rulebook.pins();
    // Of many projects nothing lasts but whose they are, and so there is nothing else to learn.
    boolean wide = rulebook.isWide(wish.settings());
    boolean complete =
        wish.issuer().expectedIds().stream()
            .filter(claim -> !wide || known.isOfOwner(claim.name()))
            .allMatch(claim -> pins.has(claim.name()));
    return new Publisher.Identity(
        wish.issuer().provider(),
        wish.issuer().url(),
        wish.issuer().rulebook().project(wish.settings()),
        wish.settings(),
        pins,
        complete ? Optional.empty() : Optional.of(pinUntil));
  }

  private Optional<Pending> pending(Wish wish) {
    return wish.futureOwner()
        .map(owner -> new Pending(owner, clock.instant().plus(limits.pendingFor())));
  }

  private void requireRoom(Tx tx, Wish wish, List<Publisher> present) {
    int publishersMax = limits.publishersMax();
    if (present.size() >= publishersMax) {
      throw publishersMax == 1
          ? new TrustProblem.OnePublisherOnly(wish.target().value()).asException()
          : new TrustProblem.TooManyPublishers(wish.target().value(), publishersMax).asException();
    }
    wish.futureOwner()
        .ifPresent(owner -> {
          Turns.takeOfWaiting(tx, owner);
          if (store.pendingOf(tx, owner) >= limits.pendingMax()) {
            throw new TrustProblem.TooManyPending(owner, limits.pendingMax()).asException();
          }
        });
  }

  private static void requireNone(Wish wish, List<Publisher> others) {
    others.stream()
        .filter(each -> each.identity().settings().equals(wish.settings()))
        .filter(each -> each.identity().issuer().equals(wish.issuer().url()))
        .findFirst()
        .ifPresent(same -> {
          throw exists(wish, same.id().toString());
        });
  }

  /** Two that could both be meant by one token must at least allow the same. */
  private static void requireClear(Wish wish, List<Publisher> others) {
    others.stream()
        .filter(each -> each.identity().issuer().equals(wish.issuer().url()))
        .filter(each -> !each.powers().equals(wish.powers()))
        .filter(each -> Conditions.areAmbiguous(each.identity().settings(), wish.settings()))
        .findFirst()
        .ifPresent(other -> {
          throw new TrustProblem.AmbiguousPublisher(wish.target().value(), other.id().toString())
              .asException();
        });
  }

  private static RuntimeException exists(Wish wish, String id) {
    return new TrustProblem.PublisherExists(wish.target().value(), id).asException();
  }

  /** All publishers that know the same project, this one among them. */
  public List<Publisher> ofSameProject(Tx tx, Publisher publisher) {
    var identity = publisher.identity();
    return store.ofProject(tx, identity.issuer(), List.of(identity.project()));
  }

  /** Whether a publisher is paused that knows the same project, for whoever would trust this. */
  public boolean isPaused(Tx tx, Wish wish) {
    var owner = owner(tx, wish);
    var project = wish.issuer().rulebook().project(wish.settings());
    return store.paused(tx, wish.issuer().url(), project).stream()
        .anyMatch(each -> each.owner().equals(owner) || each.target().equals(wish.target()));
  }

  /** The publishers of exactly this target, pending ones too. */
  public List<Publisher> ofTarget(Tx tx, Target target) {
    return store.ofTarget(tx, target);
  }

  /** The publishers of a package, and those of patterns that it fits and whose owner has it. */
  public List<Publisher> covering(Tx tx, PackageName name) {
    var owners = ownership.of(tx, name);
    return store.covering(tx, name).stream()
        .filter(each -> !each.target().isPattern() || each.isOf(owners))
        .toList();
  }

  /** Those that know their tokens by this issuer. */
  public List<Publisher> ofIssuer(Tx tx, String issuer) {
    return store.ofIssuer(tx, issuer);
  }

  public List<Publisher> all(Tx tx) {
    return store.all(tx);
  }

  public Optional<Publisher> find(Tx tx, PublisherId id) {
    return store.find(tx, id);
  }

  public Publisher require(Tx tx, PublisherId id) {
    return find(tx, id)
        .orElseThrow(() -> new TrustProblem.PublisherNotFound(id.toString()).asException());
  }

  public boolean remove(Tx tx, PublisherId id) {
    packagePins.remove(tx, id);
    return store.remove(tx, id);
  }

  /** Some of those that have waited for their package for too long. */
  public List<Publisher> expired(Tx tx) {
    return store.expired(tx, clock.instant(), SWEPT_MAX);
  }

  /** Those that wait for a package of a scope; it is written without its at sign. */
  public List<Publisher> waitingInScope(Tx tx, String scope) {
    return store.waitingInScope(tx, scope);
  }

  /** Those whose time is up within this; each is returned once. */
  public List<Publisher> warnExpiring(Tx tx) {
    return store.warnExpiring(tx, clock.instant(), clock.instant().plus(limits.expiryWarning()));
  }

  /** Ends the waiting of a pending publisher: its package exists now. */
  public void settle(Tx tx, PublisherId id) {
    store.settle(tx, id);
  }

  public void pause(Tx tx, PublisherId id, Pause.Kind kind, String why) {
    store.pause(tx, id, Optional.of(new Pause(kind, clock.instant(), why)));
  }

  public void resume(Tx tx, PublisherId id) {
    store.pause(tx, id, Optional.empty());
  }

  /** Notes that it was asked for something and refused. */
  public void refused(Tx tx, PublisherId id) {
    store.refused(tx, id, clock.instant());
  }

  /** Makes these its ids, whatever they were; for an owner who has decided about a project. */
  public void repin(Tx tx, Publisher publisher, JsonObject pins) {
    store.pin(tx, publisher, pins);
  }

  /** Makes this the project of a package of its pattern; for an owner who has decided. */
  public void repin(Tx tx, PublisherId id, PackageName name, JsonObject pins) {
    packagePins.repin(tx, new PackagePins.Pin(id, name, pins), clock.instant());
  }

  /** When a first token taught it nothing until then, it may again for as long. */
  public Instant reopen(Tx tx, PublisherId id) {
    var until = clock.instant().plus(limits.pinWindow());
    store.reopen(tx, id, until);
    return until;
  }
}

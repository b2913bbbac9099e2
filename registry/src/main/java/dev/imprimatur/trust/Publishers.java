package dev.imprimatur.trust;

import dev.imprimatur.db.Tx;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.PublisherLimits;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.trust.Publisher.Pause;
import dev.imprimatur.trust.Publisher.Pending;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The trusted publishers of each package. */
public final class Publishers {
  /**
   * At most so many at a time: each takes a turn, and a database keeps a limited number of turns.
   */
  private static final int SWEPT_MAX = 500;

  /** The words of the audit log before the name of a person. */
  private static final String PERSON = "person:";

  private final InstantSource clock;
  private final Ids ids;
  private final PublisherLimits limits;
  private final Ownership ownership;
  private final PublisherStore store;
  private final PackagePins packagePins = new PackagePins();

  Publishers(
      InstantSource clock,
      Ids ids,
      PublisherLimits limits,
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
   * Adds a publisher. Its owner learns nothing of the publishers of others that wait for the same
   * name, not even that there are any.
   *
   * @param by who adds it, as the audit log writes them
   */
  public Publisher add(Tx tx, PublisherSpec spec, String by) {
    var owner = owner(tx, spec, by);
    // Those who wait for a name know nothing of each other; those who own it together share it.
    var present =
        spec.futureOwner().isPresent()
            ? ofTarget(tx, spec.target(), owner)
            : store.ofTarget(tx, spec.target());
    requireRoom(tx, spec, present);
    requireNone(spec, present);
    requireClear(spec, present);
    var publisher =
        new Publisher(
            new PublisherId(ids.next()),
            spec.target(),
            identity(spec, spec.pins()),
            spec.powers(),
            spec.terms(),
            new Publisher.State(
                1, 1, pending(spec), Optional.empty(), Optional.empty(), Optional.empty()),
            new Publisher.Origin(spec.label(), clock.instant(), by, owner));
    if (!store.add(tx, publisher)) {
      throw exists(spec, "just added");
    }
    return publisher;
  }

  /**
   * The owner who trusts it: of several, whoever adds it, so that it ends with their ownership.
   * None if it is for what nobody owns, and then it matches nothing.
   */
  private String owner(Tx tx, PublisherSpec spec, String by) {
    if (spec.futureOwner().isPresent()) {
      return spec.futureOwner().get();
    }
    var owners = ownership.of(tx, spec.target());
    return owners.stream()
        .filter(owner -> by.equals(PERSON + owner))
        .findFirst()
        .or(() -> owners.stream().findFirst())
        .orElse("");
  }

  private List<Publisher> ofTarget(Tx tx, Target target, String owner) {
    return store.ofTarget(tx, target).stream().filter(each -> each.owner().equals(owner)).toList();
  }

  /** Changes a publisher in place; tokens that were minted for it before are dead. */
  public Edited edit(Tx tx, PublisherId id, PublisherSpec spec) {
    var before = require(tx, id);
    var others =
        ofTarget(tx, before.target(), before.owner()).stream()
            .filter(each -> !each.id().equals(id))
            .toList();
    requireNone(spec, others);
    requireClear(spec, others);
    boolean sameProject =
        before.identity().issuer().equals(spec.issuer().url())
            && spec.issuer()
                .rulebook()
                .projectIn(before.identity().settings())
                .equals(spec.issuer().rulebook().projectIn(spec.settings()));
    var pins = sameProject && spec.pins().isEmpty() ? before.identity().pins() : spec.pins();
    if (!sameProject) {
      packagePins.remove(tx, id);
    }
    var wanted =
        new Publisher(
            id,
            before.target(),
            identity(spec, pins),
            spec.powers(),
            spec.terms(),
            before.state(),
            new Publisher.Origin(
                spec.label(),
                before.origin().createdAt(),
                before.origin().createdBy(),
                before.owner()));
    store.edit(tx, wanted);
    return new Edited(before, require(tx, id), isLooser(spec, before, wanted));
  }

  /**
   * Returns whether it may be looser, unless it is surely tighter: owners are rather told too
   * often.
   */
  private static boolean isLooser(PublisherSpec spec, Publisher before, Publisher after) {
    return !before.identity().issuer().equals(after.identity().issuer())
        || before.identity().provider() != after.identity().provider()
        || !spec.issuer()
            .rulebook(before.powers())
            .narrows(after.identity().settings(), before.identity().settings())
        || (!before.identity().pins().isEmpty()
            && !before.identity().pins().equals(after.identity().pins()))
        || after.powers().exceed(before.powers())
        || (before.terms().singleUse() && !after.terms().singleUse())
        || after.terms().lifetime().compareTo(before.terms().lifetime()) > 0;
  }

  private Publisher.Identity identity(PublisherSpec spec, JsonObject told) {
    var pins = told.but();
    // Where people name a project by its ids, there is nothing to learn from a first token.
    spec.issuer().rulebook().idsIn(spec.settings()).members().forEach(pins::and);
    return identity(spec, pins.build(), clock.instant().plus(limits.pinWindow()));
  }

  private static Publisher.Identity identity(
      PublisherSpec spec, JsonObject pins, Instant pinUntil) {
    var rulebook = spec.issuer().rulebook();
    var known = rulebook.pins();
    // Of many projects only the ids of their owner last, and so there is nothing else to learn.
    boolean wide = rulebook.matchesManyProjects(spec.settings());
    boolean complete =
        spec.issuer().expectedIds().stream()
            .filter(claim -> !wide || known.isOfOwner(claim.name()))
            .allMatch(claim -> pins.has(claim.name()));
    return new Publisher.Identity(
        spec.issuer().provider(),
        spec.issuer().url(),
        spec.issuer().rulebook().project(spec.settings()),
        spec.settings(),
        pins,
        complete ? Optional.empty() : Optional.of(pinUntil));
  }

  private Optional<Pending> pending(PublisherSpec spec) {
    return spec.futureOwner()
        .map(owner -> new Pending(owner, clock.instant().plus(limits.pendingFor())));
  }

  private void requireRoom(Tx tx, PublisherSpec spec, List<Publisher> present) {
    int publishersMax = limits.publishersMax();
    if (present.size() >= publishersMax) {
      throw publishersMax == 1
          ? new TrustProblem.OnePublisherOnly(spec.target().value()).asException()
          : new TrustProblem.TooManyPublishers(spec.target().value(), publishersMax).asException();
    }
    if (spec.futureOwner().isPresent()) {
      var owner = spec.futureOwner().get();
      Turns.takeOfWaiting(tx, owner);
      if (store.pendingOf(tx, owner) >= limits.pendingMax()) {
        throw new TrustProblem.TooManyPending(owner, limits.pendingMax()).asException();
      }
    }
  }

  private static void requireNone(PublisherSpec spec, List<Publisher> others) {
    for (var each : others) {
      var identity = each.identity();
      if (identity.settings().equals(spec.settings())
          && identity.issuer().equals(spec.issuer().url())) {
        throw exists(spec, each.id().toString());
      }
    }
  }

  /**
   * Requires that two publishers that could both match one token at least allow the same. Those
   * that may only read are matched apart from the others.
   */
  private static void requireClear(PublisherSpec spec, List<Publisher> others) {
    for (var each : others) {
      var identity = each.identity();
      if (identity.issuer().equals(spec.issuer().url())
          && !each.powers().equals(spec.powers())
          && each.powers().onlyRead() == spec.powers().onlyRead()
          && SettingsOverlap.areAmbiguous(identity.settings(), spec.settings())) {
        throw new TrustProblem.AmbiguousPublisher(spec.target().value(), each.id().toString())
            .asException();
      }
    }
  }

  private static RuntimeException exists(PublisherSpec spec, String id) {
    return new TrustProblem.PublisherExists(spec.target().value(), id).asException();
  }

  /** All publishers that know the same project, this one among them. */
  public List<Publisher> ofSameProject(Tx tx, Publisher publisher) {
    var identity = publisher.identity();
    return store.ofProject(tx, identity.issuer(), List.of(identity.project()));
  }

  /** Returns whether another publisher of its project is paused, for whoever would add this one. */
  public boolean isPaused(Tx tx, PublisherSpec spec) {
    var owner = owner(tx, spec, "");
    var project = spec.issuer().rulebook().project(spec.settings());
    return store.paused(tx, spec.issuer().url(), project).stream()
        .anyMatch(each -> each.owner().equals(owner) || each.target().equals(spec.target()));
  }

  /** The publishers of exactly this target, pending ones too. */
  public List<Publisher> ofTarget(Tx tx, Target target) {
    return store.ofTarget(tx, target);
  }

  /** The publishers of a package, and those of patterns that match it and have the same owner. */
  public List<Publisher> covering(Tx tx, PackageName name) {
    var owners = ownership.of(tx, name);
    return store.covering(tx, name).stream()
        .filter(each -> !each.target().isPattern() || each.isOf(owners))
        .toList();
  }

  /** The publishers whose tokens this issuer signs. */
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

  /** Some of the publishers that have waited for their package for too long. */
  public List<Publisher> expired(Tx tx) {
    return store.expired(tx, clock.instant(), SWEPT_MAX);
  }

  /** The publishers that wait for a package of a scope, which is written without its at sign. */
  public List<Publisher> waitingInScope(Tx tx, String scope) {
    return store.waitingInScope(tx, scope);
  }

  /** The publishers whose waiting ends within this time; each is returned once. */
  public List<Publisher> warnExpiring(Tx tx) {
    return store.warnExpiring(tx, clock.instant(), clock.instant().plus(limits.expiryWarning()));
  }

  /** Ends the waiting of a pending publisher, as its package exists now. */
  public void activate(Tx tx, PublisherId id) {
    store.activate(tx, id);
  }

  public void pause(Tx tx, PublisherId id, Pause.Kind kind, String why) {
    store.pause(tx, id, new Pause(kind, clock.instant(), why));
  }

  public void resume(Tx tx, PublisherId id) {
    store.resume(tx, id);
  }

  /** Notes that the publisher was asked for something and refused. */
  public void refused(Tx tx, PublisherId id) {
    store.refused(tx, id, clock.instant());
  }

  /** Replaces the ids of a publisher; for an owner who has decided about a project. */
  public void repin(Tx tx, Publisher publisher, JsonObject pins) {
    store.pin(tx, publisher, pins);
  }

  /** Pins a package of a pattern to this project; for an owner who has decided. */
  public void repin(Tx tx, PublisherId id, PackageName name, JsonObject pins) {
    packagePins.repin(tx, new PackagePins.Pin(id, name, pins), clock.instant());
  }

  /** Lets a first token teach a publisher its ids again; returns until when. */
  public Instant reopen(Tx tx, PublisherId id) {
    var until = clock.instant().plus(limits.pinWindow());
    store.reopen(tx, id, until);
    return until;
  }
}

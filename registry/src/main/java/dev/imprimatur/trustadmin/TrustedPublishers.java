package dev.imprimatur.trustadmin;

import dev.imprimatur.access.OwnerName;
import dev.imprimatur.audit.TrustEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.Changes;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.PublisherStatus;
import dev.imprimatur.issuers.Issuers;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.tokens.Tokens;
import dev.imprimatur.trust.BurstLimit;
import dev.imprimatur.trust.Drifts;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.Publisher.Pause;
import dev.imprimatur.trust.PublisherId;
import dev.imprimatur.trust.PublisherSpec;
import dev.imprimatur.trust.Publishers;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.Turns;
import java.util.List;
import java.util.Optional;

/** The use cases that add, edit and remove trusted publishers, for whoever decides about them. */
public final class TrustedPublishers {
  private final Publishers publishers;
  private final Drifts drifts;
  private final BurstLimit releases;
  private final Issuers issuers;
  private final Tokens tokens;
  private final PublisherStatus publisherStatus;
  private final PendingOwner futureOwner;
  private final Changes changes;

  public TrustedPublishers(
      Publishers publishers,
      Drifts drifts,
      BurstLimit releases,
      Issuers issuers,
      Tokens tokens,
      PublisherStatus publisherStatus,
      PendingOwner futureOwner,
      Changes changes) {
    this.publishers = publishers;
    this.drifts = drifts;
    this.releases = releases;
    this.issuers = issuers;
    this.tokens = tokens;
    this.publisherStatus = publisherStatus;
    this.futureOwner = futureOwner;
    this.changes = changes;
  }

  /** Adds publishers, all of them or none; their projects are not checked to exist. */
  public List<Publisher> add(Target target, List<PublisherSpec> specs, Caller caller) {
    return changes.make(
        caller,
        new Action.Trust(target),
        change ->
            specs.stream()
                .map(spec -> futureOwner.decided(change.tx(), spec, caller))
                .map(spec -> add(change, spec))
                .toList());
  }

  /** Adds a publisher for a package whose future owner is known if it does not exist. */
  Publisher add(Change change, PublisherSpec spec) {
    requireAddable(change, spec);
    requireIssuer(change, spec);
    var publisher = publishers.add(change.tx(), spec, change.by());
    change.happened(
        new TrustEvent.PublisherAdded(
            publisher.target().value(),
            publisher.id().value(),
            trusted(publisher),
            spec.futureOwner()));
    return publisher;
  }

  /** Changes a publisher to this specification, effective for the very next publish. */
  public Publisher edit(PublisherId id, PublisherSpec spec, Caller caller) {
    return changes.make(
        caller,
        new Action.Trust(spec.target()),
        change -> {
          requireMayManage(change, id, spec.target());
          return edit(change, id, spec);
        });
  }

  /** Changes these settings of a publisher, and leaves the others as they are. */
  public Publisher editSettings(Target target, PublisherId id, JsonObject claims, Caller caller) {
    return changes.make(
        caller,
        new Action.Trust(target),
        change -> {
          requireMayManage(change, id, target);
          return edit(change, id, spec(change.tx(), id, claims));
        });
  }

  private PublisherSpec spec(Tx tx, PublisherId id, JsonObject claims) {
    var publisher = publishers.require(tx, id);
    var url = publisher.identity().issuer();
    var issuer =
        issuers.find(tx, url).orElseThrow(() -> new TrustProblem.IssuerNotFound(url).asException());
    var all = publisher.identity().settings().json().but();
    claims.members().forEach(all::and);
    return PublisherSpec.of(
        publisher, issuer, issuer.rulebook(publisher.powers()).parse(all.build()));
  }

  /** Changes a publisher; all tokens that were minted for it before are dead. */
  Publisher edit(Change change, PublisherId id, PublisherSpec spec) {
    var edited = edited(change, id, spec);
    tell(change, edited, new TrustEvent.Manner(edited.loosened(), Optional.empty()));
    return edited.after();
  }

  /** Changes a publisher as a refused attempt has offered, which is an event. */
  Publisher editAsOffered(Change change, PublisherId id, PublisherSpec spec, String event) {
    var edited = edited(change, id, spec);
    tell(change, edited, new TrustEvent.Manner(edited.loosened(), Optional.of(event)));
    return edited.after();
  }

  private Publishers.Edited edited(Change change, PublisherId id, PublisherSpec spec) {
    var tx = change.tx();
    requireReplaceable(change, publishers.require(tx, id));
    requireAddable(change, spec);
    requireIssuer(change, spec);
    var edited = publishers.edit(tx, id, spec);
    tokens.revokeOfPublisher(tx, id.value());
    drifts.remove(tx, id);
    return edited;
  }

  private static void tell(Change change, Publishers.Edited edited, TrustEvent.Manner manner) {
    change.happened(
        new TrustEvent.PublisherEdited(
            edited.after().target().value(),
            edited.after().id().value(),
            trusted(edited.before()),
            trusted(edited.after()),
            manner));
  }

  /** Removes a publisher of this target; all tokens that were minted for it are dead. */
  public void remove(Target target, PublisherId id, Caller caller) {
    changes.make(
        caller,
        new Action.Trust(target),
        change -> {
          requireMayManage(change, id, target);
          remove(change, id, "it was taken away");
          return id;
        });
  }

  void remove(Change change, PublisherId id, String why) {
    var tx = change.tx();
    var publisher = publishers.require(tx, id);
    requireReplaceable(change, publisher);
    tokens.revokeOfPublisher(tx, id.value());
    publishers.remove(tx, id);
    drifts.remove(tx, id);
    change.happened(
        new TrustEvent.PublisherRemoved(
            publisher.target().value(), id.value(), why, futureOwnerOf(publisher)));
  }

  /** Removes all publishers of a target, as it becomes somebody else's. */
  public void removeAll(Change change, Target target, String why) {
    publishers.ofTarget(change.tx(), target).forEach(each -> remove(change, each.id(), why));
  }

  /** Removes those that one of its owners trusts with a package, as they own it no more. */
  public void removeOf(Change change, Target target, OwnerName owner) {
    publishers.ofTarget(change.tx(), target).stream()
        .filter(each -> each.owner().equals(owner.value()))
        .forEach(each -> remove(change, each.id(), "%s owns it no more".formatted(owner)));
  }

  /**
   * Removes the publishers that have waited for their package for too long. If a package is just
   * being published, its publisher waits no more by the time that its turn has come.
   */
  public int removeExpired(Caller caller) {
    return changes.make(
        caller,
        new Action.Maintain(),
        change -> {
          var tx = change.tx();
          var targets = publishers.expired(tx).stream().map(Publisher::target).toList();
          Turns.takeMany(tx, targets);
          var expired =
              publishers.expired(tx).stream()
                  .filter(each -> targets.contains(each.target()))
                  .toList();
          expired.forEach(each -> remove(change, each.id(), "its package did not come in time"));
          return expired.size();
        });
  }

  /**
   * Removes those that wait for packages of a scope for anybody but its present owner: no package
   * of it will be theirs. The scope is written without its at sign.
   */
  public void removeWaitingInScope(Change change, String scope, OwnerName owner) {
    var why = "the scope became " + owner + "'s";
    publishers.waitingInScope(change.tx(), scope).stream()
        .filter(each -> !each.owner().equals(owner.value()))
        .forEach(each -> remove(change, each.id(), why));
  }

  /** Warns of publishers that will be removed soon, once for each. */
  public int warnExpiring(Caller caller) {
    return changes.make(
        caller,
        new Action.Maintain(),
        change -> {
          var expiring = publishers.warnExpiring(change.tx());
          expiring.forEach(each -> change.happened(expiring(each)));
          return expiring.size();
        });
  }

  private static TrustEvent expiring(Publisher publisher) {
    return new TrustEvent.PendingPublisherExpiring(
        publisher.target().value(),
        publisher.id().value(),
        publisher.state().pending().orElseThrow().until().toString(),
        futureOwnerOf(publisher));
  }

  /** Pauses a publisher: nothing is taken of it until it is resumed. */
  public void pause(Target target, PublisherId id, Caller caller) {
    var why = (caller instanceof Caller.Operator ? "the operator" : "an owner") + " paused it";
    changeState(
        target,
        id,
        caller,
        change -> {
          publishers.pause(change.tx(), id, Pause.Kind.REFUSES, why);
          return new TrustEvent.PublisherPaused(target.value(), id.value(), "refuses", why);
        });
  }

  /**
   * Resumes a publisher, and its project if that published too much. A job may not: it may be the
   * very one that somebody is to look at.
   */
  public void resume(Target target, PublisherId id, Caller caller) {
    requireNoJob(caller, target);
    changeState(
        target,
        id,
        caller,
        change -> {
          var publisher = publishers.require(change.tx(), id);
          publishers.resume(change.tx(), id);
          releases.forget(change.tx(), publisher);
          return new TrustEvent.PublisherResumed(target.value(), id.value());
        });
  }

  /** Lets a first token teach a publisher the ids of its project, for another while. */
  public void reopen(Target target, PublisherId id, Caller caller) {
    changeState(
        target,
        id,
        caller,
        change -> {
          var until = publishers.reopen(change.tx(), id);
          return new TrustEvent.PublisherReopened(target.value(), id.value(), until.toString());
        });
  }

  /** Changes the state of a publisher of this target, by a step that returns its event. */
  private void changeState(
      Target target, PublisherId id, Caller caller, Changes.Step<TrustEvent> step) {
    changes.make(
        caller,
        new Action.Trust(target),
        change -> {
          requireMayManage(change, id, target);
          change.happened(step.take(change));
          return id;
        });
  }

  private static void requireNoJob(Caller caller, Target target) {
    if (caller instanceof Caller.Job) {
      throw new PeopleProblem.NotAllowed(
              "A trusted publisher of %s is paused, and only a person who decides changes that."
                  .formatted(target))
          .asException();
    }
  }

  /** Requires that no job replaces a paused publisher. */
  private static void requireReplaceable(Change change, Publisher publisher) {
    if (publisher.state().pause().isPresent()) {
      requireNoJob(change.caller(), publisher.target());
    }
  }

  /** Requires that no job adds another publisher beside a paused one of the same project. */
  private void requireAddable(Change change, PublisherSpec spec) {
    if (publishers.isPaused(change.tx(), spec)) {
      requireNoJob(change.caller(), spec.target());
    }
  }

  /**
   * Requires that the issuer still exists, or adds one that follows from the settings, and that the
   * operator lets this owner trust it.
   */
  private void requireIssuer(Change change, PublisherSpec spec) {
    var tx = change.tx();
    var url = spec.issuer().url();
    if (!issuers.ensure(tx, spec.issuer(), spec.settings(), change.by())) {
      throw new TrustProblem.InvalidPublisher(
              "its issuer %s was just removed or changed; try again".formatted(url))
          .asException();
    }
    if (!publisherStatus.mayTrust(tx, url, spec.target())) {
      throw new PeopleProblem.NotAllowed(
              "The issuer %s is not for packages of this owner.".formatted(url))
          .asException();
    }
  }

  /** Requires that the publisher is of this target and that the caller may manage it. */
  private void requireMayManage(Change change, PublisherId id, Target target) {
    var publisher = publishers.require(change.tx(), id);
    if (!publisher.target().equals(target)
        || !futureOwner.mayManage(change.tx(), publisher, change.caller())) {
      throw new TrustProblem.PublisherNotFound(id.toString()).asException();
    }
  }

  private static Optional<String> futureOwnerOf(Publisher publisher) {
    return publisher.state().pending().map(Publisher.Pending::futureOwner);
  }

  private static TrustEvent.Trusted trusted(Publisher publisher) {
    return new TrustEvent.Trusted(
        publisher.identity().issuer(),
        publisher.identity().settings().json(),
        publisher.powers().json());
  }
}

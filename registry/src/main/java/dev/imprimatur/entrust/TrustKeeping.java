package dev.imprimatur.entrust;

import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.Tokens;
import dev.imprimatur.audit.Event;
import dev.imprimatur.audit.TrustEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.gate.Standing;
import dev.imprimatur.issuers.Issuers;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.Publisher.Pause;
import dev.imprimatur.trust.PublisherId;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.Trust;
import dev.imprimatur.trust.Turns;
import dev.imprimatur.trust.Wish;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Adds, changes and removes trusted publishers, for their owners and for the operator alike. */
public final class TrustKeeping {
  private final Ledgers ledgers;
  private final Change change;
  private final Standing standing;
  private final FutureOwner futureOwner;

  /** Where whom a package trusts is written down. */
  public record Ledgers(Database db, Trust trust, Issuers issuers, Tokens tokens) {}

  public TrustKeeping(Ledgers ledgers, Change change, Standing standing, FutureOwner futureOwner) {
    this.ledgers = ledgers;
    this.change = change;
    this.standing = standing;
    this.futureOwner = futureOwner;
  }

  /** The publishers of exactly this target. */
  public List<Publisher> of(Target target) {
    return ledgers.db().read(tx -> ledgers.trust().publishers().ofTarget(tx, target));
  }

  /** Those of them that are the caller's to see: not what others hope a free name will trust. */
  List<Publisher> of(Target target, Caller caller) {
    return ledgers
        .db()
        .read(tx -> his(tx, ledgers.trust().publishers().ofTarget(tx, target), caller));
  }

  /** Whether this is the name of a package that nobody has. */
  public boolean isFree(Target target) {
    return ledgers.db().read(tx -> futureOwner.isFree(tx, target));
  }

  /** The publishers of a package, and those of patterns that it fits. */
  List<Publisher> covering(PackageName name, Caller caller) {
    return ledgers
        .db()
        .read(tx -> his(tx, ledgers.trust().publishers().covering(tx, name), caller));
  }

  private List<Publisher> his(Tx tx, List<Publisher> publishers, Caller caller) {
    return publishers.stream().filter(each -> isHis(tx, each, caller)).toList();
  }

  /** Whether a publisher is the caller's to see, if he may see those of its target. */
  boolean isHis(Tx tx, Publisher publisher, Caller caller) {
    return futureOwner.isHis(tx, publisher, caller);
  }

  public List<Publisher> all() {
    return ledgers.db().read(ledgers.trust().publishers()::all);
  }

  public Publisher require(PublisherId id) {
    return ledgers.db().read(tx -> ledgers.trust().publishers().require(tx, id));
  }

  /** Adds publishers for an owner, all of them or none. */
  List<Publisher> add(Target target, List<Wish> wishes, Caller caller) {
    return change.make(
        caller,
        new Demand.Trust(target),
        (tx, happened) ->
            wishes.stream()
                .map(wish -> futureOwner.decided(tx, wish, Optional.empty(), caller))
                .map(wish -> add(tx, wish, caller, happened))
                .toList());
  }

  private Publisher add(Tx tx, Wish wish, Caller caller, Consumer<Event> happened) {
    requireAddable(tx, wish, caller);
    return add(tx, wish, happened);
  }

  /** Adds a publisher; it is nowhere checked whether there is such a project. */
  public Publisher add(Tx tx, Wish wish, Consumer<Event> happened) {
    requireIssuer(tx, wish);
    var publisher = ledgers.trust().publishers().add(tx, wish);
    happened.accept(
        new TrustEvent.PublisherAdded(
            publisher.target().value(),
            publisher.id().value(),
            trusted(publisher),
            wish.futureOwner()));
    return publisher;
  }

  /** Changes a publisher for an owner, effective for the very next publish. */
  Publisher edit(PublisherId id, Wish wish, Caller caller) {
    return change.make(
        caller,
        new Demand.Trust(wish.target()),
        (tx, happened) -> {
          requireHis(tx, id, wish.target(), caller);
          requireReplaceable(tx, id, caller);
          requireAddable(tx, wish, caller);
          return edit(tx, id, wish, happened);
        });
  }

  /** Changes a publisher; with the one that it was die all tokens that were minted for it. */
  public Publisher edit(Tx tx, PublisherId id, Wish wish, Consumer<Event> happened) {
    return edit(tx, id, new Edit(wish, Optional.empty()), happened);
  }

  /**
   * What is to become of a publisher.
   *
   * @param accepted the refused attempt that offered it, if one did
   */
  record Edit(Wish wish, Optional<String> accepted) {}

  Publisher edit(Tx tx, PublisherId id, Edit edit, Consumer<Event> happened) {
    var wish = edit.wish();
    requireIssuer(tx, wish);
    var edited = ledgers.trust().publishers().edit(tx, id, wish);
    ledgers.tokens().revokeOfPublisher(tx, id.value());
    ledgers.trust().drifts().remove(tx, id);
    happened.accept(
        new TrustEvent.PublisherEdited(
            edited.after().target().value(),
            id.value(),
            trusted(edited.before()),
            trusted(edited.after()),
            new TrustEvent.Manner(edited.loosened(), edit.accepted())));
    return edited.after();
  }

  /** Removes a publisher of this target for an owner. */
  void remove(Target target, PublisherId id, Caller caller) {
    change.make(
        caller,
        new Demand.Trust(target),
        (tx, happened) -> {
          requireHis(tx, id, target, caller);
          requireReplaceable(tx, id, caller);
          remove(tx, id, "it was taken away", happened);
          return id;
        });
  }

  /** Removes a publisher; with it die all tokens that were minted for it. */
  public void remove(Tx tx, PublisherId id, String why, Consumer<Event> happened) {
    var publisher = ledgers.trust().publishers().require(tx, id);
    ledgers.tokens().revokeOfPublisher(tx, id.value());
    ledgers.trust().publishers().remove(tx, id);
    ledgers.trust().drifts().remove(tx, id);
    happened.accept(
        new TrustEvent.PublisherRemoved(
            publisher.target().value(), id.value(), why, futureOwnerOf(publisher)));
  }

  /**
   * Removes those that have waited for their package for too long. One whose package is just coming
   * does not wait any more when its turn has come.
   */
  public int removeExpired(Tx tx, Consumer<Event> happened) {
    var publishers = ledgers.trust().publishers();
    var targets = publishers.expired(tx).stream().map(Publisher::target).toList();
    Turns.takeMany(tx, targets);
    var expired =
        publishers.expired(tx).stream().filter(each -> targets.contains(each.target())).toList();
    expired.forEach(
        publisher -> remove(tx, publisher.id(), "its package did not come in time", happened));
    return expired.size();
  }

  /**
   * Removes those that wait for packages of a scope, and of another owner than whose it is now: no
   * package of it will be his. The scope is written without its at sign.
   */
  public void removeWaitingInScope(Tx tx, String scope, OwnerName owner, Consumer<Event> happened) {
    var why = "the scope became " + owner + "'s";
    ledgers.trust().publishers().waitingInScope(tx, scope).stream()
        .filter(each -> !each.owner().equals(owner.value()))
        .forEach(each -> remove(tx, each.id(), why, happened));
  }

  /** Tells of those that will be removed soon, once of each. */
  public int warnExpiring(Tx tx, Consumer<Event> happened) {
    var expiring = ledgers.trust().publishers().warnExpiring(tx);
    for (var publisher : expiring) {
      var pending = publisher.state().pending().orElseThrow();
      happened.accept(
          new TrustEvent.PendingPublisherExpiring(
              publisher.target().value(),
              publisher.id().value(),
              pending.until().toString(),
              futureOwnerOf(publisher)));
    }
    return expiring.size();
  }

  void pause(Target target, PublisherId id, Caller caller) {
    changeState(
        target, id, caller, (tx, happened) -> pause(tx, id, "an owner paused it", happened));
  }

  /** Takes nothing of a publisher until it is resumed. */
  public Publisher pause(Tx tx, PublisherId id, String why, Consumer<Event> happened) {
    var publisher = ledgers.trust().publishers().require(tx, id);
    ledgers.trust().publishers().pause(tx, id, Pause.Kind.REFUSES, why);
    var target = publisher.target().value();
    happened.accept(new TrustEvent.PublisherPaused(target, id.value(), "refuses", why));
    return publisher;
  }

  /** No job resumes what was paused: it may be the very one that somebody is to look at. */
  void resume(Target target, PublisherId id, Caller caller) {
    requireNoJob(caller, target);
    changeState(target, id, caller, (tx, happened) -> resume(tx, id, happened));
  }

  private static void requireNoJob(Caller caller, Target target) {
    if (caller instanceof Caller.Job) {
      throw new PeopleProblem.NotAllowed(
              "A trusted publisher of %s is paused, and only a person who decides changes that."
                  .formatted(target))
          .asException();
    }
  }

  /** Nor does it put another publisher in the place of one that is paused. */
  void requireReplaceable(Tx tx, PublisherId id, Caller caller) {
    var publisher = ledgers.trust().publishers().require(tx, id);
    if (publisher.state().pause().isPresent()) {
      requireNoJob(caller, publisher.target());
    }
  }

  /** Nor another one beside it. */
  void requireAddable(Tx tx, Wish wish, Caller caller) {
    if (ledgers.trust().publishers().isPaused(tx, wish)) {
      requireNoJob(caller, wish.target());
    }
  }

  /** Lets a publisher publish again, and its project with it if that published too much. */
  public Publisher resume(Tx tx, PublisherId id, Consumer<Event> happened) {
    var publisher = ledgers.trust().publishers().require(tx, id);
    ledgers.trust().publishers().resume(tx, id);
    ledgers.trust().releases().forget(tx, publisher);
    happened.accept(new TrustEvent.PublisherResumed(publisher.target().value(), id.value()));
    return publisher;
  }

  void reopen(Target target, PublisherId id, Caller caller) {
    changeState(target, id, caller, (tx, happened) -> reopen(tx, id, happened));
  }

  /** Lets a first token teach a publisher the ids of its project, for another while. */
  public Publisher reopen(Tx tx, PublisherId id, Consumer<Event> happened) {
    var publisher = ledgers.trust().publishers().require(tx, id);
    var until = ledgers.trust().publishers().reopen(tx, id);
    var target = publisher.target().value();
    happened.accept(new TrustEvent.PublisherReopened(target, id.value(), until.toString()));
    return publisher;
  }

  private void changeState(
      Target target, PublisherId id, Caller caller, Change.Step<Publisher> step) {
    change.make(
        caller,
        new Demand.Trust(target),
        (tx, happened) -> {
          requireHis(tx, id, target, caller);
          return step.take(tx, happened);
        });
  }

  /** An issuer that follows from the settings is known from now on, and any other must still be. */
  private void requireIssuer(Tx tx, Wish wish) {
    var url = wish.issuer().url();
    if (!ledgers.issuers().ensure(tx, wish.issuer(), wish.settings(), wish.createdBy())) {
      throw new TrustProblem.InvalidPublisher(
              "its issuer %s was just removed or changed; try again".formatted(url))
          .asException();
    }
    if (!standing.mayTrust(tx, url, wish.target())) {
      throw new PeopleProblem.NotAllowed(
              "The issuer %s is not for packages of this owner.".formatted(url))
          .asException();
    }
  }

  /** An id of another target's publisher is none of this one's. */
  private void requireHis(Tx tx, PublisherId id, Target target, Caller caller) {
    var publisher = ledgers.trust().publishers().require(tx, id);
    if (!publisher.target().equals(target) || !isHis(tx, publisher, caller)) {
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

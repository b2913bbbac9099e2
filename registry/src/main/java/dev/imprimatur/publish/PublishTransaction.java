package dev.imprimatur.publish;

import dev.imprimatur.access.OwnerName;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.PackageEvent;
import dev.imprimatur.audit.TrustEvent;
import dev.imprimatur.change.VersionRelease;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.gate.PublishRequest;
import dev.imprimatur.npm.Access;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.PackageWrite;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.HeldVersion;
import dev.imprimatur.packages.NewVersion;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.PublishedVersion;
import dev.imprimatur.packages.Visibility;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.People;
import dev.imprimatur.trust.BurstLimit;
import dev.imprimatur.trust.Drifts;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.Publisher.Pause;
import dev.imprimatur.trust.PublisherId;
import dev.imprimatur.trust.Publishers;
import dev.imprimatur.trust.RedeemedTokens;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.Trust;
import java.time.Duration;
import java.util.Optional;

/** The second half of a publish: what becomes true in one transaction, or not at all. */
public final class PublishTransaction {
  private final Packages packages;
  private final People people;
  private final Publishers publishers;
  private final BurstLimit releases;
  private final RedeemedTokens redeemedTokens;
  private final Drifts drifts;
  private final Audit audit;
  private final Gate gate;
  private final VersionRelease versionRelease;
  private final HeldVersions heldVersions;
  private final Duration burstWindow;

  public PublishTransaction(
      Packages packages,
      People people,
      Trust trust,
      Audit audit,
      Gate gate,
      VersionRelease versionRelease,
      HeldVersions heldVersions,
      Duration burstWindow) {
    this.packages = packages;
    this.people = people;
    this.publishers = trust.publishers();
    this.releases = trust.releases();
    this.redeemedTokens = trust.redeemedTokens();
    this.drifts = trust.drifts();
    this.audit = audit;
    this.gate = gate;
    this.versionRelease = versionRelease;
    this.heldVersions = heldVersions;
    this.burstWindow = burstWindow;
  }

  /**
   * Refuses early, before the tarball is read and kept, what can be refused by then; all of it is
   * checked again in the transaction that publishes.
   */
  boolean foresee(Tx tx, Action action, PublishRequest release, Caller caller) {
    var name = ((Action.Write) action).name();
    gate.foresee(tx, action, caller);
    gate.require(caller, release);
    packages.removals().requireUnused(tx, name, release.version());
    var taken = packages.taken(tx, name, release.version());
    if (taken.filter(bytes -> !bytes.equals(release.integrity())).isPresent()) {
      var staged = packages.held(tx, name, release.version()).filter(HeldVersion::isStaged);
      throw staged.isPresent()
          ? new PackageProblem.VersionStaged(name.value(), release.version().value()).asException()
          : new PackageProblem.VersionExists(name.value(), release.version().value()).asException();
    }
    return taken.isPresent();
  }

  PublishOutcome write(Tx tx, PackageWrite.Publish wanted, NewVersion added, Caller caller) {
    var name = wanted.name();
    enter(tx, new Action.Publish(name), wanted, caller);
    gate.require(
        caller, new PublishRequest(wanted.version(), wanted.tag(), added.contents().integrity()));
    var before = same(tx, wanted, added);
    if (before.isPresent()) {
      return before.get();
    }
    packages.provenanceRules().require(tx, name, added);
    var why = whyHeld(tx, name, caller);
    use(tx, name, caller);
    if (why.isPresent()) {
      return hold(tx, heldVersions.held(wanted, why.get(), added), caller);
    }
    if (!versionRelease.show(tx, name, added, wanted.tag())) {
      return same(tx, wanted, added).orElseThrow();
    }
    boolean despiteTrust =
        caller instanceof Caller.Person && !publishers.covering(tx, name).isEmpty();
    audit.record(
        tx,
        caller.actor(),
        new PackageEvent.VersionPublished(
            name, wanted.version(), wanted.tag(), added.contents().integrity(), despiteTrust));
    return wanted.access() == Access.RESTRICTED_IF_NEW && is(tx, name, Visibility.PUBLIC)
        ? PublishOutcome.NEW_IN_PUBLIC
        : PublishOutcome.NEW;
  }

  /** Keeps a version out of sight until somebody approves it. */
  StageResult stage(Tx tx, PackageWrite.Publish wanted, NewVersion added, Caller caller) {
    var name = wanted.name();
    enter(tx, new Action.Stage(name), wanted, caller);
    gate.require(
        caller, new PublishRequest(wanted.version(), wanted.tag(), added.contents().integrity()));
    var before = stagedBefore(tx, wanted, added);
    if (before.isPresent()) {
      return new StageResult(before.get().id(), true);
    }
    packages.provenanceRules().require(tx, name, added);
    var publisher = publisher(tx, caller);
    var pause = publisher.flatMap(each -> each.state().pause());
    if (pause.isPresent()) {
      throw new PackageProblem.PublisherPaused(name.value(), pause.get().why()).asException();
    }
    use(tx, name, caller);
    var staged = heldVersions.staged(tx, wanted, added, caller);
    heldVersions.keep(tx, staged);
    audit.record(
        tx,
        caller.actor(),
        new PackageEvent.VersionStaged(
            name, added.version(), staged.tag(), added.contents().integrity(), staged.id()));
    // The first one too many is kept out of sight anyway. The next ones would only bury it, so they
    // are refused and not held.
    publisher.ifPresent(each -> pauseIfTooMuch(tx, each, name, caller));
    return new StageResult(staged.id(), false);
  }

  void deprecate(Tx tx, PackageWrite.Deprecation wanted, Caller caller) {
    var name = wanted.name();
    gate.recheck(tx, new Action.Deprecate(name), caller);
    packages.require(tx, name);
    var changed = packages.deprecate(tx, name, wanted.messages());
    for (var message : changed.stream().map(wanted.messages()::get).distinct().toList()) {
      var versions =
          changed.stream()
              .filter(each -> message.equals(wanted.messages().get(each)))
              .map(Version::value)
              .toList();
      audit.record(
          tx, caller.actor(), new PackageEvent.VersionsDeprecated(name, versions, message));
    }
  }

  /**
   * Stars the package for the caller, or takes that back: what it says of others is a repetition.
   */
  void star(Tx tx, PackageWrite.Star wanted, Caller caller) {
    gate.recheck(tx, new Action.Star(wanted.name()), caller);
    if (caller instanceof Caller.Person person) {
      var user = person.user().name().value();
      packages.stars().set(tx, user, wanted.name(), wanted.users().contains(user));
    }
  }

  /** Checks the caller's rights once more, and gives them the name if it is nobody's. */
  private void enter(Tx tx, Action action, PackageWrite.Publish wanted, Caller caller) {
    var name = wanted.name();
    // Nobody can take the name between this check and the line that takes it.
    gate.recheck(tx, action, caller);
    if (packages.create(tx, name, visibility(wanted))) {
      own(tx, name, caller);
    } else if (wanted.access() == Access.PUBLIC && is(tx, name, Visibility.PRIVATE)) {
      // To leave it private and report success would be a lie.
      throw new PackageProblem.StaysPrivate(name.value()).asException();
    } else if (wanted.access() == Access.RESTRICTED && is(tx, name, Visibility.PUBLIC)) {
      throw new PackageProblem.StaysPublic(name.value()).asException();
    }
  }

  private boolean is(Tx tx, PackageName name, Visibility visibility) {
    return packages.find(tx, name).filter(found -> found.visibility() == visibility).isPresent();
  }

  /** Finds the same version if it is staged already; the first use of a version takes it. */
  private Optional<HeldVersion> stagedBefore(Tx tx, PackageWrite.Publish wanted, NewVersion again) {
    var name = wanted.name();
    var version = again.version();
    var held = packages.held(tx, name, version);
    var staged = held.filter(HeldVersion::isStaged);
    if (staged.filter(before -> !isSame(before, wanted, again)).isPresent()) {
      throw new PackageProblem.VersionStaged(name.value(), version.value()).asException();
    }
    if (staged.isEmpty() && (held.isPresent() || packages.version(tx, name, version).isPresent())) {
      throw new PackageProblem.VersionExists(name.value(), version.value()).asException();
    }
    return staged;
  }

  private static boolean isSame(HeldVersion held, PackageWrite.Publish wanted, NewVersion again) {
    return held.tag().equals(wanted.tag())
        && held.version().contents().equals(again.contents())
        && held.version().publication().equals(again.publication());
  }

  /**
   * Recognises a publish that a client sends again as its answer got lost, the same in every byte.
   */
  private Optional<PublishOutcome> same(Tx tx, PackageWrite.Publish wanted, NewVersion again) {
    var name = wanted.name();
    // Whoever lets a version go moves it from here to there; looked for in that order, it is found.
    var held = packages.held(tx, name, again.version());
    var published = packages.version(tx, name, again.version());
    if (published.isPresent()) {
      boolean same =
          published.get().release().integrity().equals(again.contents().integrity())
              && published.get().publication().equals(again.publication())
              && mayHaveHad(tx, wanted, published.get());
      return Optional.of(requireSame(same, name, again, PublishOutcome.BEFORE));
    }
    if (held.filter(HeldVersion::isStaged).isPresent()) {
      throw new PackageProblem.VersionStaged(name.value(), again.version().value()).asException();
    }
    return held.map(
        other -> requireSame(isSame(other, wanted, again), name, again, PublishOutcome.HELD));
  }

  /**
   * Returns whether a version has this dist-tag, or had it until a later one took it. A publish
   * with another tag must not be told that the version has it now.
   */
  private boolean mayHaveHad(Tx tx, PackageWrite.Publish wanted, PublishedVersion before) {
    return Optional.ofNullable(packages.distTags(tx, wanted.name()).get(wanted.tag()))
        .flatMap(holder -> packages.version(tx, wanted.name(), holder))
        .filter(holder -> !holder.release().publishedAt().isBefore(before.release().publishedAt()))
        .isPresent();
  }

  private static PublishOutcome requireSame(
      boolean same, PackageName name, NewVersion again, PublishOutcome outcome) {
    if (!same) {
      throw new PackageProblem.VersionExists(name.value(), again.version().value()).asException();
    }
    return outcome;
  }

  /**
   * Says why a version is held, if so: a publisher that publishes too much at once goes on, and
   * nobody can install it yet.
   */
  private Optional<String> whyHeld(Tx tx, PackageName name, Caller caller) {
    return publisher(tx, caller)
        .flatMap(publisher -> {
          var tooMuch = pauseIfTooMuch(tx, publisher, name, caller);
          return publisher.state().pause().map(Pause::why).or(() -> tooMuch);
        });
  }

  private Optional<Publisher> publisher(Tx tx, Caller caller) {
    return caller instanceof Caller.Job(_, Grant.Minted minted)
        ? Optional.of(publishers.require(tx, new PublisherId(minted.publisher().id())))
        : Optional.empty();
  }

  /** Counts one more version; pauses the whole project, and says why, if it is one too many. */
  private Optional<String> pauseIfTooMuch(
      Tx tx, Publisher publisher, PackageName name, Caller caller) {
    var tooMuch = releases.note(tx, publisher, name);
    if (tooMuch.isEmpty()) {
      return Optional.empty();
    }
    var why = tooMuch.get().words(burstWindow);
    for (var each : publishers.ofSameProject(tx, publisher)) {
      // Who may not publish may not publish a version that is held either.
      if (each.state().pause().isPresent()) {
        continue;
      }
      publishers.pause(tx, each.id(), Pause.Kind.HOLDS, why);
      audit.record(
          tx,
          caller.actor(),
          new TrustEvent.PublisherPaused(each.target().value(), each.id().value(), "holds", why));
    }
    return Optional.of(why);
  }

  private PublishOutcome hold(Tx tx, HeldVersion held, Caller caller) {
    var name = held.name();
    heldVersions.keep(tx, held);
    audit.record(
        tx,
        caller.actor(),
        new PackageEvent.VersionHeld(name, held.version().version(), held.id(), held.why()));
    return PublishOutcome.HELD;
  }

  /** Redeems the token; no other that its identity token was exchanged for may have published. */
  private void use(Tx tx, PackageName name, Caller caller) {
    if (caller instanceof Caller.Job(var token, Grant.Minted minted)) {
      var source = minted.source();
      var bought = new RedeemedTokens.Bought(source.issuer(), source.replayKey(), token.value());
      if (!redeemedTokens.publish(tx, bought, name)) {
        throw new PeopleProblem.NotAllowed(
                ("The identity token that this token was exchanged for has published a version of"
                        + " %s already; request a fresh one.")
                    .formatted(name))
            .asException();
      }
      if (minted.bounds().singleUse()) {
        people.tokens().revoke(tx, token);
      }
    }
  }

  private static Visibility visibility(PackageWrite.Publish wanted) {
    return switch (wanted.access()) {
      case Access.PUBLIC -> Visibility.PUBLIC;
      case Access.RESTRICTED, Access.RESTRICTED_IF_NEW -> Visibility.PRIVATE;
      case Access.UNSAID ->
          wanted.name().scope().isPresent() ? Visibility.PRIVATE : Visibility.PUBLIC;
    };
  }

  /**
   * Gives a new package to the owner of its scope, or to whom its pending publisher named, or to
   * whoever published it. All others who waited for the name have waited in vain: the new owner
   * never trusted them.
   */
  private void own(Tx tx, PackageName name, Caller caller) {
    var owner = owner(tx, name, caller);
    people.owners().add(tx, name, owner);
    for (var pending : publishers.ofTarget(tx, Target.of(name))) {
      if (pending.owner().equals(owner.value())) {
        publishers.activate(tx, pending.id());
        audit.record(
            tx,
            caller.actor(),
            new TrustEvent.PendingPublisherUsed(name.value(), pending.id().value(), owner.value()));
      } else {
        dismiss(tx, pending, caller);
      }
    }
  }

  /** Removes a pending publisher, with all that it was given or asked while it waited. */
  private void dismiss(Tx tx, Publisher pending, Caller caller) {
    people.tokens().revokeOfPublisher(tx, pending.id().value());
    publishers.remove(tx, pending.id());
    drifts.remove(tx, pending.id());
    audit.record(
        tx,
        caller.actor(),
        new TrustEvent.PublisherRemoved(
            pending.target().value(),
            pending.id().value(),
            "the name became another owner's",
            Optional.of(pending.owner())));
  }

  private OwnerName owner(Tx tx, PackageName name, Caller caller) {
    var ofScope = people.owners().ofScope(tx, name).map(OwnerName::ofOrganization);
    return switch (caller) {
      case Caller.Person(var user, _, _) -> ofScope.orElse(OwnerName.of(user.name()));
      case Caller.Job(_, Grant.Minted minted) ->
          publishers
              .find(tx, new PublisherId(minted.publisher().id()))
              .flatMap(publisher -> publisher.state().pending())
              .map(pending -> new OwnerName(pending.futureOwner()))
              .or(() -> ofScope)
              .orElseThrow(() -> new IllegalStateException("A publisher waits for nobody"));
      case Caller.Job _, Caller.Anyone _, Caller.Operator _, Caller.Registry _ ->
          throw new IllegalStateException("Nobody publishes nothing");
    };
  }
}

package dev.imprimatur.unpublish;

import dev.imprimatur.audit.RemovalEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.Changes;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.KnownPackage;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.PublishedVersion;
import dev.imprimatur.problem.NameProblem;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.signatures.Signatures;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.Turns;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The removal of versions and packages: within the rules for unpublishing as npm's clients ask for
 * it, and beyond them, for a secret that got out, with a reason.
 */
public final class PackageRemoval {
  private static final Duration BLOCK = Duration.ofHours(24);
  private static final int DEPENDENTS_NAMED = 3;

  private final Database db;
  private final Changes changes;
  private final Packages packages;
  private final VersionRemoval versionRemoval;
  private final NameEnd nameEnd;
  private final UnpublishPolicy policy;
  private final InstantSource clock;

  public PackageRemoval(
      Database db,
      Changes changes,
      Packages packages,
      Signatures signatures,
      NameEnd nameEnd,
      UnpublishPolicy policy,
      InstantSource clock) {
    this.db = db;
    this.changes = changes;
    this.packages = packages;
    this.versionRemoval = new VersionRemoval(packages, signatures);
    this.nameEnd = nameEnd;
    this.policy = policy;
    this.clock = clock;
  }

  /** A document of a package as a client has read it. */
  record Revision(PackageName name, String rev) {}

  /**
   * Unpublishes the one version that a new document does not name, and returns the package's next
   * revision. A document that lacks more than one is no wish of anybody's: clients take one out at
   * a time.
   */
  String unpublish(Revision read, Set<String> staying, Caller caller) {
    var name = read.name();
    return changes.make(
        name,
        caller,
        new Action.Unpublish(name),
        change -> {
          var tx = change.tx();
          requireCurrent(tx, read);
          var going = going(tx, name, staying);
          if (going.isPresent()) {
            requireRules(tx, name, List.of(going.get()));
            versionRemoval.tell(change, name, going.get(), Optional.empty());
          }
          return packages.require(tx, name).rev();
        });
  }

  private Optional<PublishedVersion> going(Tx tx, PackageName name, Set<String> staying) {
    var missing =
        packages.versionNames(tx, name).stream()
            .filter(version -> !staying.contains(version.value()))
            .toList();
    if (missing.size() > 1) {
      throw unclear(name, "the document lacks %d of its versions".formatted(missing.size()));
    }
    if (!missing.isEmpty() && packages.versionCount(tx, name) == 1) {
      throw unclear(name, "it is the last version; \"npm unpublish --force\" removes the package");
    }
    return missing.stream().findFirst().flatMap(version -> packages.version(tx, name, version));
  }

  /**
   * Unpublishes a package with all of its versions. Nobody publishes it for a day, and nobody but
   * its owners after that.
   */
  void unpublishAll(Revision read, Caller caller) {
    var name = read.name();
    changes.make(
        name,
        caller,
        new Action.Unpublish(name),
        change -> {
          requireCurrent(change.tx(), read);
          var all = all(change.tx(), name);
          requireRules(change.tx(), name, all);
          return end(change, name, all, Optional.empty());
        });
  }

  /** Removes a version whatever the rules for unpublishing say, even if it is the last one. */
  public void remove(PackageName name, Version version, Reason reason, Caller caller) {
    changes.make(
        name,
        caller,
        new Action.Unpublish(name),
        change -> {
          var tx = change.tx();
          requireKnown(tx, name);
          var going =
              packages
                  .version(tx, name, version)
                  .orElseThrow(() ->
                      new NameProblem.UnpublishUnclear(
                              name.value(), "it has no version " + version.value())
                          .asException());
          versionRemoval.tell(change, name, going, Optional.of(reason.text()));
          if (packages.versionCount(tx, name) == 0) {
            packages.removals().end(tx, name, Optional.empty());
            change.happened(
                new RemovalEvent.PackageUnpublished(
                    name, List.of(version), Optional.empty(), Optional.of(reason.text())));
          }
          return name;
        });
  }

  /** Removes a package with all of its versions, whatever the rules for unpublishing say. */
  public void removeAll(PackageName name, Reason reason, Caller caller) {
    changes.make(
        name,
        caller,
        new Action.Unpublish(name),
        change -> {
          requireKnown(change.tx(), name);
          return end(change, name, all(change.tx(), name), Optional.of(reason.text()));
        });
  }

  /** Gives up a name that has no version any more, so that anybody may publish it. */
  public void free(PackageName name, Caller caller) {
    changes.make(
        name,
        caller,
        new Action.Operate(),
        change -> {
          Turns.take(change.tx(), Target.of(name));
          if (!packages.isTaken(change.tx(), name)) {
            throw new PackageProblem.PackageNotFound(name.value()).asException();
          }
          nameEnd.free(change, name);
          return name;
        });
  }

  /** Requires that the version of a tarball is gone, as a client does last. */
  void requireGone(PackageName name, String file) {
    boolean there =
        db.read(tx ->
            packages.versionNames(tx, name).stream()
                .anyMatch(version -> name.tarballFile(version).equals(file)));
    if (there) {
      throw unclear(name, "a tarball goes with its version, which is still there");
    }
  }

  private boolean end(
      Change change, PackageName name, List<PublishedVersion> all, Optional<String> why) {
    var tx = change.tx();
    nameEnd.endTrust(change, name);
    all.forEach(each -> versionRemoval.remove(change, name, each, why));
    var until = clock.instant().plus(BLOCK);
    packages.removals().end(tx, name, Optional.of(until));
    change.happened(
        new RemovalEvent.PackageUnpublished(
            name,
            all.stream().map(each -> each.release().version()).toList(),
            Optional.of(until),
            why));
    return true;
  }

  private List<PublishedVersion> all(Tx tx, PackageName name) {
    return packages.versions(tx, name);
  }

  private void requireCurrent(Tx tx, Revision read) {
    if (!requireKnown(tx, read.name()).rev().equals(read.rev())) {
      throw new NameProblem.DocumentOutdated(read.name().value()).asException();
    }
  }

  /** Requires that there is something to remove; not with a 404, which npm takes for success. */
  private KnownPackage requireKnown(Tx tx, PackageName name) {
    return packages
        .find(tx, name)
        .filter(known -> known.unpublishedAt().isEmpty())
        .orElseThrow(() -> unclear(name, "it has no version"));
  }

  private void requireRules(Tx tx, PackageName name, List<PublishedVersion> going) {
    var failed = new ArrayList<String>();
    var since = clock.instant().minus(policy.window());
    if (going.stream().anyMatch(each -> isBefore(each, since))) {
      failed.add("published more than %d hours ago".formatted(policy.window().toHours()));
    }
    if (!policy.despiteDependents() && packages.removals().dependencies().isNeeded(tx, name)) {
      failed.add("has dependent packages in the registry" + named(tx, name));
    }
    if (!failed.isEmpty()) {
      throw new NameProblem.UnpublishRefused(name.value(), failed).asException();
    }
  }

  private static boolean isBefore(PublishedVersion version, Instant since) {
    return version.release().publishedAt().isBefore(since);
  }

  /** Names some of those that everybody may know of. */
  private String named(Tx tx, PackageName name) {
    var some = packages.removals().dependencies().publicDependents(tx, name, DEPENDENTS_NAMED);
    return some.isEmpty() ? "" : " (%s)".formatted(String.join(", ", some));
  }

  private static RuntimeException unclear(PackageName name, String why) {
    return new NameProblem.UnpublishUnclear(name.value(), why).asException();
  }
}

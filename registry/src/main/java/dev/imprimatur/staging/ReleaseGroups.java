package dev.imprimatur.staging;

import dev.imprimatur.change.Change;
import dev.imprimatur.change.Changes;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.Packages.Held;
import dev.imprimatur.problem.PackageProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The release groups: staged versions that come out together or not at all. All that the jobs of
 * one run stage is a group, and whoever reviews can make others. A group is what its reader may see
 * of it; the packages of others in the same run are theirs to decide about.
 */
public final class ReleaseGroups {
  /** The versions of a group; each is a turn to take and a signature to make in one transaction. */
  static final int VERSIONS_MAX = 200;

  private final Database db;
  private final Packages packages;
  private final Gate gate;
  private final Changes changes;
  private final StagedReview review;
  private final StagedDecisions decisions;
  private final Ids ids;

  public ReleaseGroups(
      Database db,
      Packages packages,
      Gate gate,
      Changes changes,
      StagedReview review,
      StagedDecisions decisions,
      Ids ids) {
    this.db = db;
    this.packages = packages;
    this.gate = gate;
    this.changes = changes;
    this.review = review;
    this.decisions = decisions;
    this.ids = ids;
  }

  /** Lists the groups that the caller may see something of, the newest first. */
  SequencedMap<UUID, List<Held>> all(Caller caller) {
    return db.read(tx -> {
      var seen = new HashMap<PackageName, Boolean>();
      var groups = new LinkedHashMap<UUID, List<Held>>();
      for (var each : packages.stagedVersions().all(tx)) {
        var visible =
            each.group()
                .filter(_ ->
                    seen.computeIfAbsent(each.name(), name -> gate.mayReview(tx, name, caller)));
        visible.ifPresent(group -> groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(each));
      }
      return groups;
    });
  }

  /** The versions of a group that the caller may see, in the order in which they would come out. */
  List<StagedReview.Item> of(UUID group, Caller caller) {
    return db.read(tx ->
        ordered(tx, requireVisible(tx, group, caller)).stream()
            .flatMap(id -> packages.staged(tx, id).stream())
            .map(staged -> review.item(tx, staged))
            .toList());
  }

  /** Makes a group of staged versions, which leave the groups that they were in. */
  UUID make(List<String> members, Caller caller) {
    if (members.isEmpty()) {
      throw new PackageProblem.ReleaseGroupNotFound("").asException();
    }
    requireFew(members.size());
    var group = ids.next();
    changes.make(
        caller,
        new Action.ReviewAllStaged(names(members, caller)),
        change -> {
          var tx = change.tx();
          for (var id : members) {
            var staged = review.require(tx, id, caller);
            packages
                .stagedVersions()
                .join(tx, new Held(id, staged.name(), staged.staging().group()), group);
          }
          return group;
        });
    return group;
  }

  private List<PackageName> names(List<String> members, Caller caller) {
    return db.read(tx ->
        members.stream().map(id -> review.require(tx, id, caller).name()).distinct().toList());
  }

  /**
   * Approves all of a group, or nothing.
   *
   * @param seen the versions that the caller has looked at; the group must consist of exactly these
   */
  void approve(UUID group, Map<String, Integrity> seen, Caller caller) {
    requireFew(seen.size());
    var names = names(group, caller);
    changes.make(
        names,
        caller,
        new Action.ReviewAllStaged(names),
        change -> {
          approve(change, group, seen);
          return group;
        });
  }

  private void approve(Change change, UUID group, Map<String, Integrity> seen) {
    var tx = change.tx();
    var members = requireVisible(tx, group, change.caller());
    requireSame(tx, group, members, seen);
    for (var id : ordered(tx, members)) {
      decisions.approve(change, review.require(tx, id, change.caller()));
    }
  }

  /** Rejects all of a group. */
  void reject(UUID group, Caller caller) {
    changes.make(
        caller,
        new Action.ReviewAllStaged(names(group, caller)),
        change -> {
          for (var member : requireVisible(change.tx(), group, caller)) {
            decisions.reject(change, review.require(change.tx(), member.id(), caller));
          }
          return group;
        });
  }

  private List<PackageName> names(UUID group, Caller caller) {
    return db.read(
        tx -> requireVisible(tx, group, caller).stream().map(Held::name).distinct().toList());
  }

  private List<Held> requireVisible(Tx tx, UUID group, Caller caller) {
    var members =
        packages.stagedVersions().ofGroup(tx, group).stream()
            .filter(member -> gate.mayReview(tx, member.name(), caller))
            .toList();
    if (members.isEmpty()) {
      throw new PackageProblem.ReleaseGroupNotFound(group.toString()).asException();
    }
    requireFew(members.size());
    return members;
  }

  private static void requireFew(int versions) {
    if (versions > VERSIONS_MAX) {
      throw new PackageProblem.ReleaseGroupTooLarge(VERSIONS_MAX).asException();
    }
  }

  private void requireSame(Tx tx, UUID group, List<Held> members, Map<String, Integrity> seen) {
    var missing = new LinkedHashMap<>(seen);
    for (var member : members) {
      var staged = packages.staged(tx, member.id()).orElseThrow();
      var version = "%s@%s".formatted(member.name(), staged.version().version());
      var expected = missing.remove(member.id());
      if (expected == null) {
        throw changed(group, version + " is in it as well");
      }
      if (!staged.version().contents().integrity().equals(expected)) {
        throw changed(group, "%s is not %s".formatted(version, expected));
      }
    }
    if (!missing.isEmpty()) {
      throw changed(group, "there is no %s in it".formatted(missing.firstEntry().getKey()));
    }
  }

  private static RuntimeException changed(UUID group, String difference) {
    return new PackageProblem.ReleaseGroupChanged(group.toString(), difference).asException();
  }

  /** Puts them in order; of all manifests only one is in memory at a time. */
  private List<String> ordered(Tx tx, List<Held> members) {
    var names = members.stream().map(member -> member.name().value()).collect(Collectors.toSet());
    var all =
        members.stream()
            .map(member ->
                ReleaseOrder.Member.of(
                    member.id(),
                    member.name(),
                    packages.staged(tx, member.id()).orElseThrow().version().manifest().json(),
                    names))
            .toList();
    return ReleaseOrder.of(all).stream().map(ReleaseOrder.Member::id).toList();
  }
}

package dev.imprimatur.trustadmin;

import dev.imprimatur.access.PackageRights;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.PublisherId;
import dev.imprimatur.trust.Publishers;
import dev.imprimatur.trust.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Set;

/**
 * The trusted publishers that a caller may see, once they are admitted: all but those that others
 * have added in the hope for a name that is free.
 */
public final class VisiblePublishers {
  private final Database db;
  private final Publishers publishers;
  private final PendingOwner futureOwner;
  private final PackageRights rights;

  public VisiblePublishers(
      Database db, Publishers publishers, PendingOwner futureOwner, PackageRights rights) {
    this.db = db;
    this.publishers = publishers;
    this.futureOwner = futureOwner;
    this.rights = rights;
  }

  /** The publishers of exactly this target. */
  public List<Publisher> of(Target target, Caller caller) {
    return db.read(tx -> manageable(tx, publishers.ofTarget(tx, target), caller));
  }

  /** The publishers of a package, and those of patterns that match it. */
  public List<Publisher> covering(PackageName name, Caller caller) {
    return db.read(tx -> manageable(tx, publishers.covering(tx, name), caller));
  }

  private List<Publisher> manageable(Tx tx, List<Publisher> all, Caller caller) {
    return all.stream().filter(each -> futureOwner.mayManage(tx, each, caller)).toList();
  }

  public List<Publisher> all(Caller caller) {
    return db.read(tx -> manageable(tx, publishers.all(tx), caller));
  }

  /** The publishers of everything that a person decides about, over all packages. */
  public List<Publisher> ownedBy(Caller.Person person) {
    var user = person.user();
    return db.read(tx -> {
      var readable = Set.copyOf(rights.readableBy(tx, user.name()));
      var decided = new HashMap<PackageName, Boolean>();
      return publishers.all(tx).stream()
          .filter(each ->
              (each.isPending() || each.target().isPattern())
                  ? futureOwner.decidesFor(tx, each, person)
                  : user.admin()
                      || each.target()
                          .name()
                          .filter(readable::contains)
                          .filter(name ->
                              decided.computeIfAbsent(
                                  name, it -> rights.decides(tx, it, user.name())))
                          .isPresent())
          .toList();
    });
  }

  public Publisher require(PublisherId id) {
    return db.read(tx -> publishers.require(tx, id));
  }

  /** Returns whether this is the name of a package that nobody has. */
  public boolean isFree(Target target) {
    return db.read(tx -> futureOwner.isFree(tx, target));
  }
}

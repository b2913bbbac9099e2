package dev.imprimatur.trust;

import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Who decides by "is the name taken, and whose is it" does so alone with that name: its turn is
 * taken before anything is read that is decided by, and kept until the transaction ends. A database
 * in which many write at once would else let two of them see the name as it was before either.
 *
 * <p>What is decided about a package may be about a pattern that it fits, so that the turn of its
 * scope goes with it. Whoever only writes to the package shares that with all who do: whose the
 * scope is, and whether it is closed, stays as it is until they are done, and they do not wait for
 * each other.
 */
public final class Turns {
  private Turns() {}

  public static void take(Tx tx, Target target) {
    take(tx, List.of(target));
  }

  /** To publish a package, or to change what is read of it otherwise. */
  public static void takeToWrite(Tx tx, PackageName name) {
    name.scope().map(Turns::ofScope).ifPresent(tx::shareTurns);
    tx.takeTurns(name.value());
  }

  /** All of these, in an order in which no two can wait for each other. */
  private static void take(Tx tx, Collection<Target> targets) {
    var turns = new TreeSet<String>();
    for (var target : targets) {
      target
          .name()
          .flatMap(PackageName::scope)
          .or(target::scope)
          .map(Turns::ofScope)
          .ifPresent(turns::add);
      target.name().map(PackageName::value).ifPresent(turns::add);
    }
    turns.forEach(tx::takeTurns);
  }

  /**
   * All of these, by one such transaction at a time: a database keeps only so many turns for all of
   * them together.
   */
  public static void takeMany(Tx tx, List<Target> targets) {
    tx.takeTurns("(many)");
    take(tx, targets);
  }

  /** That of an organization, of its members and of which scopes are its own. */
  public static void takeOfOrganization(Tx tx, String organization) {
    tx.takeTurns("@" + organization);
  }

  /** That of what the registry as a whole has a number of. */
  public static void takeOfRegistry(Tx tx) {
    tx.takeTurns("(registry)");
  }

  /** That of what waits for packages of one owner; after that of a name, never before it. */
  static void takeOfWaiting(Tx tx, String owner) {
    tx.takeTurns("(waiting) " + owner);
  }

  /** A star is before whatever a name may begin with, and so a scope before its packages. */
  private static String ofScope(String scope) {
    return "@" + scope + "/*";
  }
}

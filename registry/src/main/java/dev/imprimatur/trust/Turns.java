package dev.imprimatur.trust;

import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The turns with which transactions decide about names one after the other. Whoever decides by "is
 * the name taken, and whose is it" takes the turn of that name before reading anything that the
 * decision depends on, and keeps it until the transaction ends. Otherwise, in a database with many
 * writers, two could both see the name as it was before either.
 *
 * <p>A decision about a package may be about a pattern that matches it, so the turn of its scope is
 * taken, too. Those who only write to the package share that turn with each other: the scope's
 * owner and locks stay as they are until they are done, and they do not wait for each other.
 */
public final class Turns {
  private Turns() {}

  public static void take(Tx tx, Target target) {
    take(tx, List.of(target));
  }

  /** Takes the turn to publish a package, or to change what is read of it otherwise. */
  public static void takeToWrite(Tx tx, PackageName name) {
    name.scope().map(Turns::ofScope).ifPresent(tx::shareTurns);
    tx.takeTurns(name.value());
  }

  /** Takes the turn to publish all of these packages; as {@link #takeMany}, one at a time. */
  public static void takeManyToWrite(Tx tx, Collection<PackageName> names) {
    tx.takeTurns("(many)");
    var scopes = new TreeSet<String>();
    var turns = new TreeSet<String>();
    for (var name : names) {
      name.scope().map(Turns::ofScope).ifPresent(scopes::add);
      turns.add(name.value());
    }
    scopes.forEach(tx::shareTurns);
    turns.forEach(tx::takeTurns);
  }

  /** Takes all of these turns, in an order in which no two transactions can wait for each other. */
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
   * Takes all of these turns, by one such transaction at a time: a database keeps only a limited
   * number of turns for all of them together.
   */
  public static void takeMany(Tx tx, List<Target> targets) {
    tx.takeTurns("(many)");
    take(tx, targets);
  }

  /**
   * Takes the turn of an organization, for its members, its teams and the scopes that it owns;
   * after the turns of names and scopes, never before them.
   */
  public static void takeOfOrganization(Tx tx, String organization) {
    tx.takeTurns("@" + organization);
  }

  /** Shares the turn of an organization, whose members stay as they are until this is done. */
  public static void shareOfOrganization(Tx tx, String organization) {
    tx.shareTurns("@" + organization);
  }

  /** Takes the turn of whatever is counted for the registry as a whole. */
  public static void takeOfRegistry(Tx tx) {
    tx.takeTurns("(registry)");
  }

  /**
   * Takes the turn of what waits for packages of one owner; after that of a name, never before it.
   */
  static void takeOfWaiting(Tx tx, String owner) {
    tx.takeTurns("(waiting) " + owner);
  }

  /** The turn of a scope: a star sorts before whatever a name may begin with, so it comes first. */
  private static String ofScope(String scope) {
    return "@" + scope + "/*";
  }
}

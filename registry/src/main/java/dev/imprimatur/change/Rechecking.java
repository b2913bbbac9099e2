package dev.imprimatur.change;

import dev.imprimatur.builds.RootFolder;
import dev.imprimatur.db.Database;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.ProvenVersion;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Verifies again what was taken once: roots change, and what one vouched for may hold no more. What
 * fails is told and stays as it is; whoever has installed it must be able to look at it.
 */
public final class Rechecking {
  private static final int AT_ONCE = 50;

  private final Database db;
  private final Packages packages;
  private final RootFolder roots;

  public Rechecking(Database db, Packages packages, RootFolder roots) {
    this.db = db;
    this.packages = packages;
    this.roots = roots;
  }

  /**
   * A version of which the provenance does not hold any more.
   *
   * @param reason which check it fails, for programs
   */
  public record Doubt(PackageName name, Version version, String reason, String why) {
    public String told() {
      return "%s@%s  (%s) %s".formatted(name, version, reason, why);
    }
  }

  /** How many bundles there are, and how many of them hold. */
  public record Outcome(long checked, long holding) {}

  /** Looks at all bundles that there are. */
  public Outcome check(Consumer<Doubt> doubts) {
    long checked = 0;
    long holding = 0;
    var last = Optional.<ProvenVersion>empty();
    while (true) {
      var from = last;
      var some = db.read(tx -> packages.proven(tx, from, AT_ONCE));
      for (var each : some) {
        checked++;
        var objection = roots.current().objection(each.bundle());
        if (objection.isEmpty()) {
          holding++;
        } else {
          var refused = objection.get();
          doubts.accept(
              new Doubt(each.name(), each.version(), refused.reason().code(), refused.why()));
        }
      }
      if (some.size() < AT_ONCE) {
        return new Outcome(checked, holding);
      }
      last = Optional.of(some.getLast());
    }
  }
}

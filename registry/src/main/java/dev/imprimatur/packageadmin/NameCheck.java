package dev.imprimatur.packageadmin;

import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.Visibility;
import dev.imprimatur.problem.NameProblem;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.ProblemException;
import java.util.Optional;

/**
 * The check of a name before anything is published under it. It tells a caller exactly what a
 * publish would, and so nothing more of what they may not know.
 */
public final class NameCheck {
  private final Database db;
  private final Gate gate;
  private final Packages packages;

  public NameCheck(Database db, Gate gate, Packages packages) {
    this.db = db;
    this.gate = gate;
    this.packages = packages;
  }

  /** Returns why the caller cannot take a name; empty if they can. */
  Optional<Problem> objection(String text, Caller caller) {
    try {
      var name = new PackageName(text);
      return db.read(tx -> objection(tx, name, caller));
    } catch (ProblemException refusal) {
      return Optional.of(refusal.problem());
    }
  }

  private Optional<Problem> objection(Tx tx, PackageName name, Caller caller) {
    gate.foresee(tx, new Action.Publish(name), caller);
    if (packages.isTaken(tx, name)) {
      return Optional.of(new NameProblem.NameTaken(name.value()));
    }
    packages.requireFree(
        tx, name, name.scope().isPresent() ? Visibility.PRIVATE : Visibility.PUBLIC);
    return Optional.empty();
  }
}

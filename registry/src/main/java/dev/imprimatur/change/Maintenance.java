package dev.imprimatur.change;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.npm.PackageName;

/** The changes that the registry makes by itself, when something is due. */
public final class Maintenance {
  private static final Action MAINTAIN = new Action.Maintain();

  private final Changes changes;
  private final Caller caller;

  /**
   * Makes the changes of this caller.
   *
   * @param caller the registry, which only the wiring makes
   */
  public Maintenance(Changes changes, Caller.Registry caller) {
    this.changes = changes;
    this.caller = caller;
  }

  public Caller caller() {
    return caller;
  }

  public <T> T make(Changes.Step<T> step) {
    return changes.make(caller, MAINTAIN, step);
  }

  /** Makes a change of a package's documents. */
  public <T> T make(PackageName name, Changes.Step<T> step) {
    return changes.make(name, caller, MAINTAIN, step);
  }
}

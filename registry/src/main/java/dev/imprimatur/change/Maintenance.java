package dev.imprimatur.change;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.npm.PackageName;

/** The changes that the registry makes by itself, when something has come of its time. */
public final class Maintenance {
  private static final Action MAINTAIN = new Action.Maintain();

  private final Changes changes;
  private final Caller caller;

  /**
   * Makes the changes of this caller.
   *
   * @param caller the registry, who is made where the house is built and nowhere else
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

  /** Changes what is read of a package. */
  public <T> T make(PackageName name, Changes.Step<T> step) {
    return changes.make(name, caller, MAINTAIN, step);
  }
}

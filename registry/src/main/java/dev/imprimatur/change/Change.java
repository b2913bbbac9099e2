package dev.imprimatur.change;

import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.Event;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Gate;

/**
 * A change under way: its transaction, its caller, and the audit log of what it does. It may
 * include further changes, each of them a method that is handed this.
 */
public final class Change {
  private final Tx tx;
  private final Caller caller;
  private final Gate gate;
  private final Audit audit;

  Change(Tx tx, Caller caller, Gate gate, Audit audit) {
    this.tx = tx;
    this.caller = caller;
    this.gate = gate;
    this.audit = audit;
  }

  public Tx tx() {
    return tx;
  }

  public Caller caller() {
    return caller;
  }

  /** Returns the caller as the audit log writes them, for a table that keeps who decided. */
  public String by() {
    return caller.actor().value();
  }

  /**
   * Checks that the caller may do this as well; called before any row is changed that others wait
   * for.
   */
  public void require(Action action) {
    gate.recheck(tx, action, caller);
  }

  public void happened(Event event) {
    audit.record(tx, caller.actor(), event);
  }
}

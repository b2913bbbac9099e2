package dev.imprimatur.change;

import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.Event;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.shelf.Shelf;
import java.util.function.Consumer;

/**
 * How every change goes: the caller is let in once more, the change is made and written into the
 * audit log in one transaction, and nobody gets to read what was before it.
 */
public final class Change {
  private final Database db;
  private final Gate gate;
  private final Audit audit;
  private final Shelf shelf;

  public Change(Database db, Gate gate, Audit audit, Shelf shelf) {
    this.db = db;
    this.gate = gate;
    this.audit = audit;
    this.shelf = shelf;
  }

  /** Changes what is read of a package, while nobody else does and nobody publishes it. */
  public <T> T make(PackageName name, Caller caller, Demand demand, Step<T> step) {
    var result = make(caller, demand, step);
    shelf.forget(name);
    return result;
  }

  /** Changes what nobody reads but who may, while nobody else decides about the same. */
  public <T> T make(Caller caller, Demand demand, Step<T> step) {
    return db.write(tx -> {
      gate.readmit(tx, demand, caller);
      return step.take(tx, event -> audit.record(tx, caller.actor(), event));
    });
  }

  /** What a change does; it hands over what has happened. */
  public interface Step<T> {
    T take(Tx tx, Consumer<Event> happened);
  }
}

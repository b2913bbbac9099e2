package dev.imprimatur.change;

import dev.imprimatur.audit.Audit;
import dev.imprimatur.cache.PackumentCache;
import dev.imprimatur.db.Database;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.searchindex.SearchIndex;
import java.util.Collection;
import java.util.List;

/**
 * The one way to administer the registry, for whoever asks: a request, a command or a timer. The
 * caller's rights are checked once more, the change is made and written into the audit log in one
 * transaction, and nobody reads the former state afterwards.
 */
public final class Changes {
  private final Database db;
  private final Gate gate;
  private final Audit audit;
  private final PackumentCache packumentCache;
  private final SearchIndex searchIndex;

  public Changes(
      Database db, Gate gate, Audit audit, PackumentCache packumentCache, SearchIndex searchIndex) {
    this.db = db;
    this.gate = gate;
    this.audit = audit;
    this.packumentCache = packumentCache;
    this.searchIndex = searchIndex;
  }

  /** Makes a change of a package's documents, while nobody else changes or publishes it. */
  public <T> T make(PackageName name, Caller caller, Action action, Step<T> step) {
    return make(List.of(name), caller, action, step);
  }

  /** Makes a change of the documents of several packages. */
  public <T> T make(Collection<PackageName> names, Caller caller, Action action, Step<T> step) {
    var result =
        make(
            caller,
            action,
            change -> {
              var made = step.take(change);
              names.forEach(name -> searchIndex.update(change.tx(), name));
              return made;
            });
    names.forEach(packumentCache::forget);
    return result;
  }

  /** Makes a change of what only those read who may, while nobody else decides about the same. */
  public <T> T make(Caller caller, Action action, Step<T> step) {
    return db.write(tx -> {
      var change = new Change(tx, caller, gate, audit);
      change.require(action);
      return step.take(change);
    });
  }

  /** Refuses early what the caller may not do; it is checked again in the change's transaction. */
  public void foresee(Caller caller, Action action) {
    db.read(tx -> {
      gate.foresee(tx, action, caller);
      return action;
    });
  }

  /** The work of a change. */
  public interface Step<T> {
    T take(Change change);
  }
}

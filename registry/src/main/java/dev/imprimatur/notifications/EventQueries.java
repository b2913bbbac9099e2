package dev.imprimatur.notifications;

import dev.imprimatur.access.Owners;
import dev.imprimatur.audit.AuditLog;
import dev.imprimatur.audit.Entry;
import dev.imprimatur.audit.Head;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.trust.Target;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The reading of the audit log by those who may, a bounded part at a time. */
public final class EventQueries {
  private static final int PAGE = 500;

  private final Database db;
  private final AuditLog log;
  private final Owners owners;
  private final EventOwners events;

  public EventQueries(Database db, AuditLog log, Owners owners) {
    this.db = db;
    this.log = log;
    this.owners = owners;
    this.events = new EventOwners(log, owners);
  }

  public Head head() {
    return db.read(log::head);
  }

  /** The events after this number, the earliest first. */
  List<Entry> after(long seq, int entriesMax) {
    return db.read(tx -> log.after(tx, seq, entriesMax));
  }

  /**
   * A part of the events about a package.
   *
   * @param before the number that leads to the next part, if there may be one
   */
  record Part(List<Entry> entries, Optional<Long> before) {}

  /** The events about exactly this package or pattern before this number, the latest first. */
  Part about(Target target, long seq, int entriesMax, Caller caller) {
    return db.read(tx -> {
      var all = log.about(tx, target.value(), seq, entriesMax);
      return new Part(
          all.stream().filter(entry -> mayManage(tx, target, entry, caller)).toList(),
          all.size() < entriesMax ? Optional.empty() : Optional.of(all.getLast().seq()));
    });
  }

  /** Excludes what happened before a name or a package became the caller's. */
  private boolean mayManage(Tx tx, Target target, Entry entry, Caller caller) {
    return caller instanceof Caller.Person(var user, _, _)
        && (user.admin()
            || events.of(tx, target, entry).stream()
                .anyMatch(owner -> owners.decides(tx, owner, user.name())));
  }

  /**
   * Hands over every event after one, which is named by its number or its id, to the last.
   *
   * @param since 0 for all of them
   */
  public void export(String since, Consumer<Entry> reader) {
    long seq = db.read(tx -> log.seq(tx, since));
    var page = after(seq, PAGE);
    while (!page.isEmpty()) {
      page.forEach(reader);
      page = after(page.getLast().seq(), PAGE);
    }
  }
}

package dev.imprimatur.notify;

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

/** Reads the audit log for those who may, a bounded part of it at a time. */
public final class EventReading {
  private static final int PAGE = 500;

  private final Ledgers ledgers;
  private final EventOwners owners;

  /** The log, and what says whose an event is. */
  public record Ledgers(Database db, AuditLog log, Owners owners) {}

  public EventReading(Ledgers ledgers) {
    this.ledgers = ledgers;
    this.owners = new EventOwners(ledgers.log(), ledgers.owners());
  }

  public Head head() {
    return ledgers.db().read(ledgers.log()::head);
  }

  /** The events after this number, the earliest first. */
  List<Entry> after(long seq, int entriesMax) {
    return ledgers.db().read(tx -> ledgers.log().after(tx, seq, entriesMax));
  }

  /**
   * A part of what is about a package.
   *
   * @param before the number that leads to the next part, if there may be one
   */
  record Part(List<Entry> entries, Optional<Long> before) {}

  /** The events about exactly this package or pattern before this number, the latest first. */
  Part about(Target target, long seq, int entriesMax, Caller caller) {
    return ledgers
        .db()
        .read(tx -> {
          var all = ledgers.log().about(tx, target.value(), seq, entriesMax);
          return new Part(
              all.stream().filter(entry -> isHis(tx, target, entry, caller)).toList(),
              all.size() < entriesMax ? Optional.empty() : Optional.of(all.getLast().seq()));
        });
  }

  /** What happened before a name or a package became his is none of his business. */
  private boolean isHis(Tx tx, Target target, Entry entry, Caller caller) {
    return caller instanceof Caller.Person(var user, _)
        && (user.admin()
            || owners.of(tx, target, entry).stream()
                .anyMatch(owner -> ledgers.owners().decides(tx, owner, user.name())));
  }

  /**
   * Hands over every event after one, which is named by its number or its id, to the last.
   *
   * @param since 0 for all of them
   */
  public void export(String since, Consumer<Entry> reader) {
    long seq = ledgers.db().read(tx -> ledgers.log().seq(tx, since));
    var page = after(seq, PAGE);
    while (!page.isEmpty()) {
      page.forEach(reader);
      page = after(page.getLast().seq(), PAGE);
    }
  }
}

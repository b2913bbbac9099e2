package dev.imprimatur.notify;

import dev.imprimatur.audit.AuditLog;
import dev.imprimatur.audit.Entry;
import dev.imprimatur.audit.Head;
import dev.imprimatur.db.Database;
import java.util.List;
import java.util.function.Consumer;

/** Reads the audit log for those who may, a bounded part of it at a time. */
public final class EventReading {
  private static final int PAGE = 500;

  private final Database db;
  private final AuditLog log;

  public EventReading(Database db, AuditLog log) {
    this.db = db;
    this.log = log;
  }

  public Head head() {
    return db.read(log::head);
  }

  /** The events after this number, the earliest first. */
  List<Entry> after(long seq, int entriesMax) {
    return db.read(tx -> log.after(tx, seq, entriesMax));
  }

  /** The events about exactly this package or pattern before this number, the latest first. */
  List<Entry> about(String target, long seq, int entriesMax) {
    return db.read(tx -> log.about(tx, target, seq, entriesMax));
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

package dev.imprimatur.audit;

import dev.imprimatur.db.Tx;
import dev.imprimatur.problem.AuditProblem;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The reader of what {@link Audit} wrote; it reads a bounded part, however long the log has become.
 */
public final class AuditLog {
  private static final String HEAD =
      "SELECT kept_seq AS seq, kept_hash AS hash FROM audit_head WHERE id = 1";
  private static final String LAST = "SELECT seq, hash FROM audit_head WHERE id = 1";
  private static final String COUNT = "SELECT count(*) AS n FROM audit_event";
  private static final String SEQ_OF = "SELECT seq FROM audit_event WHERE id = ?";

  private static final String FIND = Entry.COLUMNS + "WHERE seq = ?";

  private static final String AFTER =
      Entry.COLUMNS
          + """
          WHERE seq > ?
          ORDER BY seq
          LIMIT ?
          """;

  private static final String ABOUT =
      Entry.COLUMNS
          + """
          WHERE package = ? AND seq < ?
          ORDER BY seq DESC
          LIMIT ?
          """;

  /** The last event that began a package or freed its name, until this one. */
  private static final String BEGAN =
      """
      SELECT kind
      FROM audit_event
      WHERE package = ? AND (seq <= ? AND kind IN (?, ?, ?) OR seq < ? AND kind = ?)
      ORDER BY seq DESC
      LIMIT 1
      """;

  private static final String TRANSFERRED =
      Entry.COLUMNS
          + """
          WHERE package = ? AND seq > ? AND kind IN (?, ?, ?, ?)
          ORDER BY seq
          LIMIT 1
          """;

  private static final String ADDED =
      Entry.COLUMNS
          + """
          WHERE package = ? AND kind = ? AND facts LIKE ?
          ORDER BY seq
          LIMIT 1
          """;

  /**
   * Returns the last event that is never forgotten, for whoever wants to remember an end; every
   * event before it is tied to it. If its row is missing, somebody has cut the log off.
   */
  public Head head(Tx tx) {
    return head(tx, HEAD);
  }

  /** Returns the last event, which may be a stranger's. */
  public Head last(Tx tx) {
    return head(tx, LAST);
  }

  private static Head head(Tx tx, String sql) {
    return tx.one(sql, row -> new Head(row.number("seq"), row.text("hash"))).orElse(Head.START);
  }

  /** Returns the events after this number, the earliest first. */
  public List<Entry> after(Tx tx, long seq, int entriesMax) {
    return tx.list(AFTER, Entry::of, seq, entriesMax);
  }

  /** Returns the events about a package or a pattern before this number, the latest first. */
  public List<Entry> about(Tx tx, String target, long seq, int entriesMax) {
    return tx.list(ABOUT, Entry::of, target, seq, entriesMax);
  }

  /** Returns the number of an event, which is named by its number or its id. */
  public long seq(Tx tx, String idOrSeq) {
    if (idOrSeq.matches("\\d{1,18}")) {
      return Long.parseLong(idOrSeq);
    }
    return tx.one(SEQ_OF, row -> row.number("seq"), idOrSeq)
        .orElseThrow(() -> new AuditProblem.EventNotFound(idOrSeq).asException());
  }

  public Optional<Entry> find(Tx tx, long seq) {
    return tx.one(FIND, Entry::of, seq);
  }

  /**
   * Returns whether there was a package of this name when this event happened; otherwise it is
   * about a name that nobody had, or that was given up.
   */
  public boolean hadBegun(Tx tx, String name, long seq) {
    return tx.one(
            BEGAN,
            row -> row.text("kind"),
            name,
            seq,
            EventKind.VERSION_PUBLISHED.wire(),
            EventKind.VERSION_STAGED.wire(),
            EventKind.VERSION_HELD.wire(),
            seq,
            EventKind.NAME_FREED.wire())
        .filter(kind -> !kind.equals(EventKind.NAME_FREED.wire()))
        .isPresent();
  }

  /**
   * Finds the first event after this number by which a package got other owners, or its name became
   * nobody's.
   */
  public Optional<Entry> transferredAfter(Tx tx, String name, long seq) {
    return tx.one(
        TRANSFERRED,
        Entry::of,
        name,
        seq,
        EventKind.PACKAGE_TRANSFERRED.wire(),
        EventKind.OWNER_ADDED.wire(),
        EventKind.OWNER_REMOVED.wire(),
        EventKind.NAME_FREED.wire());
  }

  /** Finds the event by which a trusted publisher of a package or a pattern was added. */
  public Optional<Entry> added(Tx tx, String target, UUID publisher) {
    return tx.one(
        ADDED,
        Entry::of,
        target,
        EventKind.PUBLISHER_ADDED.wire(),
        "%\"publisher\":\"" + publisher + "\"%");
  }

  long count(Tx tx) {
    return tx.one(COUNT, row -> row.number("n")).orElse(0L);
  }
}

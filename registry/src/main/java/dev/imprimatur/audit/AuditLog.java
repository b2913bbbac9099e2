package dev.imprimatur.audit;

import dev.imprimatur.db.Tx;
import dev.imprimatur.problem.AuditProblem;
import java.util.List;
import java.util.Optional;

/** Reads what {@link Audit} wrote; always a bounded part of it, however long it has become. */
public final class AuditLog {
  private static final String HEAD = "SELECT seq, hash FROM audit_head WHERE id = 1";
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

  /** Where the log ends; a log without one is one that somebody has cut off at its beginning. */
  public Head head(Tx tx) {
    return tx.one(HEAD, row -> new Head(row.number("seq"), row.text("hash"))).orElse(Head.START);
  }

  /** The events after this number, the earliest first. */
  public List<Entry> after(Tx tx, long seq, int entriesMax) {
    return tx.list(AFTER, Entry::of, seq, entriesMax);
  }

  /** The events about a package or a pattern before this number, the latest first. */
  public List<Entry> about(Tx tx, String target, long seq, int entriesMax) {
    return tx.list(ABOUT, Entry::of, target, seq, entriesMax);
  }

  /** The number of an event, which is named by its number or its id. */
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

  long count(Tx tx) {
    return tx.one(COUNT, row -> row.number("n")).orElse(0L);
  }
}

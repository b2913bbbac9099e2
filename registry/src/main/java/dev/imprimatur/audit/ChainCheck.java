package dev.imprimatur.audit;

import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import java.util.Optional;

/**
 * The check of the whole log from its first event, which finds the first place where it is not what
 * was written. Somebody who can write to the database can also make a new log that is whole; so
 * whoever wants to be sure compares it with an end that they kept elsewhere.
 */
public final class ChainCheck {
  private static final int PAGE = 1000;

  private final Database db;
  private final AuditLog log;

  public ChainCheck(Database db, AuditLog log) {
    this.db = db;
    this.log = log;
  }

  /** The result of the check. */
  public sealed interface Result {

    /** Everything is as it was written, up to this end. */
    record Whole(Head head) implements Result {}

    /** This event is the first that is not as it was written. */
    record Broken(long seq, How how) implements Result {}
  }

  /** The way in which an event was tampered with. */
  public enum How {
    ALTERED("it is not what was written, or another one stands in its place"),
    REMOVED("it is missing"),
    INSERTED("it was put in later"),
    REORDERED("it stands before one that was written earlier"),
    CUT_OFF("it and all after it are missing"),
    REWRITTEN("it, or one before it, is not the one that was remembered");

    private final String words;

    How(String words) {
      this.words = words;
    }

    /** The end of a sentence about the event. */
    public String words() {
      return words;
    }
  }

  /**
   * Checks the log.
   *
   * @param remembered an end that it must have had once, as every log had {@link Head#START}
   */
  public Result check(Head remembered) {
    var at = Head.START;
    while (true) {
      var from = at;
      var step = db.read(tx -> stride(tx, from, remembered));
      if (step.result().isPresent()) {
        return step.result().get();
      }
      at = step.at();
    }
  }

  /** A point of the walk, and the result if it is over. */
  private record Step(Head at, Optional<Result> result) {
    static Step broken(long seq, How how) {
      return new Step(Head.START, Optional.of(new Result.Broken(seq, how)));
    }
  }

  private Step stride(Tx tx, Head from, Head remembered) {
    var page = log.after(tx, from.seq(), PAGE);
    if (page.isEmpty()) {
      return end(tx, from, remembered);
    }
    var at = from;
    for (var entry : page) {
      if (entry.seq() != at.seq() + 1) {
        return Step.broken(at.seq() + 1, How.REMOVED);
      }
      if (!entry.follows(at)) {
        return Step.broken(entry.seq(), how(tx, at));
      }
      at = entry.head();
      if (at.contradicts(remembered)) {
        return Step.broken(at.seq(), How.REWRITTEN);
      }
    }
    return new Step(at, Optional.empty());
  }

  /**
   * Checks that the last event is the one that the log's own end names, and not before the
   * remembered end.
   */
  private Step end(Tx tx, Head at, Head remembered) {
    var head = log.head(tx);
    if (head.seq() > at.seq() || remembered.seq() > at.seq()) {
      return Step.broken(at.seq() + 1, How.CUT_OFF);
    }
    if (head.seq() < at.seq()) {
      return Step.broken(head.seq() + 1, How.INSERTED);
    }
    if (log.count(tx) > at.seq()) {
      return Step.broken(0, How.INSERTED);
    }
    return head.equals(at)
        ? new Step(at, Optional.of(new Result.Whole(at)))
        : Step.broken(at.seq(), How.ALTERED);
  }

  /**
   * Tells how the log was tampered with: an event too many was put in, one too few was removed;
   * otherwise it may have moved.
   */
  private How how(Tx tx, Head before) {
    long missing = log.head(tx).seq() - log.count(tx);
    if (missing != 0) {
      return missing < 0 ? How.INSERTED : How.REMOVED;
    }
    var page = log.after(tx, before.seq(), PAGE);
    while (!page.isEmpty()) {
      if (page.stream().anyMatch(entry -> entry.follows(before))) {
        return How.REORDERED;
      }
      page = log.after(tx, page.getLast().seq(), PAGE);
    }
    return How.ALTERED;
  }
}

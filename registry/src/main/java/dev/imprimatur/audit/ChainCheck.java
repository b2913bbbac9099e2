package dev.imprimatur.audit;

import dev.imprimatur.audit.LogEvent.StrangersForgotten;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The check of the whole log from its first event, which finds the first place where it is not what
 * was written. Somebody who can write to the database can also make a new log that is whole; so
 * whoever wants to be sure compares it with an end that they kept elsewhere.
 */
public final class ChainCheck {
  private static final int PAGE = 1000;

  private static final String SHARE_ENDS = "SELECT share, seq, hash FROM audit_share";

  private final Database db;
  private final AuditLog log;

  public ChainCheck(Database db, AuditLog log) {
    this.db = db;
    this.log = log;
  }

  /** The result of the check. */
  public sealed interface Result {

    /**
     * Everything is as it was written, up to this end.
     *
     * @param head the last event that is never forgotten
     * @param events how many there are
     * @param forgotten how many more there were, of strangers
     */
    record Whole(Head head, long events, long forgotten) implements Result {}

    /** The remembered end was a stranger's and is forgotten, so that nothing can be compared. */
    record Incomparable(long seq) implements Result {}

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
    // Read before the walk: what is forgotten while it goes on is not missing yet, or it is later.
    while (true) {
      var walk = new Walk(db.read(ForgottenStrangers::attested), remembered);
      var result = walk.result();
      if (!(result instanceof Result.Broken) || !db.read(walk::isOutdated)) {
        return result;
      }
    }
  }

  /** One walk from the first event to the last; used by one thread. */
  private final class Walk {
    private final Map<Share, StrangersForgotten> forgotten;
    private final long forgottenMax;
    private final long forgottenCount;
    private final Head remembered;

    /** The hash of the last event of each chain of strangers' events. */
    private final Map<Share, Head> shares = new HashMap<>();

    private Head last = Head.START;
    private Head kept = Head.START;

    Walk(Map<Share, StrangersForgotten> forgotten, Head remembered) {
      this.forgotten = forgotten;
      this.remembered = remembered;
      this.forgottenMax =
          forgotten.values().stream().mapToLong(each -> each.last().seq()).max().orElse(0);
      this.forgottenCount = forgotten.values().stream().mapToLong(StrangersForgotten::count).sum();
      forgotten.forEach((share, attested) -> shares.put(share, attested.last()));
    }

    /** Returns whether more was forgotten since it began. */
    boolean isOutdated(Tx tx) {
      return !ForgottenStrangers.attested(tx).equals(forgotten);
    }

    Result result() {
      Optional<Result> result = Optional.empty();
      while (result.isEmpty()) {
        result = db.read(this::stride);
      }
      return result.get();
    }

    private Optional<Result> stride(Tx tx) {
      var page = log.after(tx, last.seq(), PAGE);
      if (page.isEmpty()) {
        return Optional.of(end(tx));
      }
      for (var entry : page) {
        var broken = step(tx, entry);
        if (broken.isPresent()) {
          return broken;
        }
      }
      return Optional.empty();
    }

    private Optional<Result> step(Tx tx, Entry entry) {
      long next = last.seq() + 1;
      boolean skips = entry.seq() != next;
      // What is missing from the chain of a share, or from the other one, is found by its next
      // event: so whatever is not missed there was a stranger's, and is attested.
      if (skips && entry.seq() - 1 > forgottenMax) {
        return broken(Math.max(next, forgottenMax + 1), How.REMOVED);
      }
      var chained = entry.share().map(this::end).orElse(kept);
      if (entry.share().isPresent() && entry.seq() <= chained.seq()) {
        return broken(entry.seq(), How.INSERTED);
      }
      if (!entry.follows(chained.hash()) || (!skips && !entry.previous().equals(last.hash()))) {
        return broken(skips && isMissing(tx) ? next : entry.seq(), how(tx, entry, chained));
      }
      if (remembered.seq() > last.seq() && remembered.seq() < entry.seq()) {
        return Optional.of(new Result.Incomparable(remembered.seq()));
      }
      last = entry.head();
      entry.share().ifPresentOrElse(share -> shares.put(share, last), () -> kept = last);
      return last.contradicts(remembered) ? broken(last.seq(), How.REWRITTEN) : Optional.empty();
    }

    private Head end(Share share) {
      return shares.getOrDefault(share, Head.START);
    }

    private static Optional<Result> broken(long seq, How how) {
      return Optional.of(new Result.Broken(seq, how));
    }

    private boolean isMissing(Tx tx) {
      return surplus(tx) < 0;
    }

    /** Returns how many events there are beyond those that were written and are not forgotten. */
    private long surplus(Tx tx) {
      return log.count(tx) + forgottenCount - log.last(tx).seq();
    }

    /**
     * Tells how the log was tampered with: an event too many was put in, one too few was removed;
     * otherwise it may have moved.
     */
    private How how(Tx tx, Entry entry, Head chained) {
      long surplus = surplus(tx);
      if (surplus != 0) {
        return surplus > 0 ? How.INSERTED : How.REMOVED;
      }
      var page = log.after(tx, entry.seq(), PAGE);
      while (!page.isEmpty()) {
        if (page.stream().anyMatch(each -> each.isFrom(entry.seq(), chained.hash()))) {
          return How.REORDERED;
        }
        page = log.after(tx, page.getLast().seq(), PAGE);
      }
      return How.ALTERED;
    }

    /**
     * Checks that the last events are those that the log's own ends name, and not before the
     * remembered end.
     */
    private Result end(Tx tx) {
      var head = log.last(tx);
      if (head.seq() > last.seq() || remembered.seq() > last.seq()) {
        return new Result.Broken(last.seq() + 1, How.CUT_OFF);
      }
      if (head.seq() < last.seq()) {
        return new Result.Broken(head.seq() + 1, How.INSERTED);
      }
      if (surplus(tx) > 0) {
        return new Result.Broken(0, How.INSERTED);
      }
      if (!head.equals(last) || !log.head(tx).equals(kept)) {
        return new Result.Broken(last.seq(), How.ALTERED);
      }
      return shareEnd(tx)
          .map(seq -> (Result) new Result.Broken(seq, How.REMOVED))
          .orElseGet(() -> new Result.Whole(kept, log.count(tx), forgottenCount));
    }

    /** Finds a share whose last event is not there, by its number. */
    private Optional<Long> shareEnd(Tx tx) {
      var ends = new HashMap<Share, Head>();
      tx.list(SHARE_ENDS, ChainCheck::shareEnd)
          .forEach(end -> ends.put(end.getKey(), end.getValue()));
      return missing(shares, ends).or(() -> missing(ends, shares));
    }

    private static Optional<Long> missing(Map<Share, Head> ends, Map<Share, Head> others) {
      return ends.entrySet().stream()
          .filter(end -> !end.getValue().equals(others.get(end.getKey())))
          .map(end -> end.getValue().seq())
          .findFirst();
    }
  }

  private static Map.Entry<Share, Head> shareEnd(Row row) {
    return Map.entry(
        new Share(Math.toIntExact(row.number("share"))),
        new Head(row.number("seq"), row.text("hash")));
  }
}

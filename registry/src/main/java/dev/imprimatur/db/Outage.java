package dev.imprimatur.db;

import dev.imprimatur.problem.OutageLog;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.RequestProblem;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The distinction between a database that cannot be used for a while and a bug of ours. */
final class Outage {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /**
   * The states by which PostgreSQL gives up a transaction in favour of another; it may run again.
   */
  private static final Set<String> RUN_AGAIN = Set.of("40001", "40P01");

  /** SQLITE_BUSY, _READONLY, _IOERR, _FULL and _CANTOPEN (sqlite.org, "Result Codes"). */
  private static final Set<Integer> SQLITE_OUTAGES = Set.of(5, 8, 10, 13, 14);

  /**
   * PostgreSQL's documentation, appendix A: connection, resources, operator, system, read-only; and
   * the limits of statements, of waiting for locks and of transactions that do nothing.
   */
  private static final Pattern POSTGRES_OUTAGES =
      Pattern.compile("(08|53|57P|58).*|25006|57014|55P03|25P03|25P04");

  private final OutageLog log;

  /**
   * Makes one for a database.
   *
   * @param nanoTime the clock by which it logs the same thing once a minute
   */
  Outage(LongSupplier nanoTime) {
    this.log = new OutageLog(System.getLogger(Database.class.getName()), nanoTime);
  }

  /**
   * Returns the exception to throw for a failure: an outage is nobody's bug, and may be over soon.
   */
  RuntimeException orBug(DatabaseException failure) {
    boolean outage =
        causes(failure)
            .anyMatch(sql ->
                SQLITE_OUTAGES.contains(sql.getErrorCode())
                    || POSTGRES_OUTAGES.matcher(state(sql)).matches());
    return outage ? problem(failure) : failure;
  }

  /** Logs the reason for the operator, and returns a problem that keeps it from the client. */
  ProblemException problem(Exception why) {
    log.tell("The database cannot be used", why);
    return new RequestProblem.Overloaded("The database does not answer.", RETRY_AFTER)
        .asException();
  }

  /** Returns whether the connection itself is gone, and so most likely others of the same age. */
  static boolean isOfConnection(DatabaseException failure) {
    return causes(failure).anyMatch(sql -> state(sql).startsWith("08"));
  }

  static boolean mayRunAgain(DatabaseException failure) {
    return causes(failure).anyMatch(sql -> RUN_AGAIN.contains(state(sql)));
  }

  /** Returns the state: SQLite has numbers and no states, PostgreSQL states and no numbers. */
  private static String state(SQLException failure) {
    return Objects.requireNonNullElse(failure.getSQLState(), "");
  }

  private static Stream<SQLException> causes(Throwable failure) {
    return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast);
  }
}

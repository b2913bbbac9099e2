package dev.imprimatur.wiring;

import dev.imprimatur.problem.ProblemException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The faults that a database can have, for that of a registry under test. */
public final class DatabaseFaults {
  private static final int FILLER_LENGTH = 4000;

  private final Registry registry;
  private final boolean postgres;

  DatabaseFaults(Registry registry, boolean postgres) {
    this.registry = registry;
    this.postgres = postgres;
  }

  /**
   * Lets one kind of change of one table fail from now on, as in a crash at that very step: what
   * was written before it in the same transaction is gone.
   *
   * @param event {@code INSERT} or {@code UPDATE}
   */
  public void failAt(String event, String table) {
    // Any state that the database has no name for, and so nobody takes for anything better.
    fail(event, table, "XX000");
  }

  private void fail(String event, String table, String state) {
    if (postgres) {
      sql(
          "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION"
              + " ''broken'' USING ERRCODE = ''"
              + state
              + "''; END'");
      sql(
          "CREATE TRIGGER broken BEFORE %s ON %s EXECUTE FUNCTION broken()"
              .formatted(event, table));
    } else {
      sql(
          "CREATE TRIGGER broken BEFORE %s ON %s BEGIN SELECT RAISE(ABORT, 'broken'); END"
              .formatted(event, table));
    }
  }

  /** Ends what {@link #failAt} began. */
  public void heal(String table) {
    if (postgres) {
      sql("DROP TRIGGER broken ON " + table);
      sql("DROP FUNCTION broken()");
    } else {
      sql("DROP TRIGGER broken");
    }
  }

  /** Leaves no room on the disk for a longer database. */
  public void fill() {
    if (postgres) {
      fail("INSERT", "redeemed_token", "53100");
      return;
    }
    sql("CREATE TABLE filler (x TEXT)");
    pragma("max_page_count = 1");
    var filler = "x".repeat(FILLER_LENGTH);
    boolean room = true;
    while (room) {
      room = hasRoomFor(filler);
    }
  }

  private boolean hasRoomFor(String filler) {
    try {
      registry.db.write(tx -> tx.update("INSERT INTO filler (x) VALUES (?)", filler));
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Makes room on the disk again. */
  public void empty() {
    if (postgres) {
      heal("redeemed_token");
    } else {
      pragma("max_page_count = 1000000");
    }
  }

  /** Lets the database be read and not written. */
  public void makeReadOnly() {
    if (postgres) {
      fail("INSERT", "redeemed_token", "25006");
    } else {
      try {
        sql("PRAGMA query_only = 1");
      } catch (ProblemException e) {
        // It holds from here on, and so for the end of this very transaction, too.
      }
    }
  }

  /** Lets new connections write to the database again. */
  public void makeWritable() {
    if (postgres) {
      heal("redeemed_token");
    }
  }

  /** Begins a write that keeps out all others, and returns what ends it. */
  public Runnable block() {
    var begun = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() ->
            registry.db.write(tx -> {
              if (postgres) {
                tx.update("LOCK TABLE redeemed_token IN EXCLUSIVE MODE");
              }
              begun.countDown();
              return awaited(end);
            }));
    awaited(begun);
    return end::countDown;
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(15, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void sql(String statement) {
    registry.db.write(tx -> tx.update(statement));
  }

  private void pragma(String setting) {
    registry.db.write(tx -> tx.list("PRAGMA " + setting, row -> 1L));
  }
}

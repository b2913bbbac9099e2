package dev.imprimatur.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.RequestProblem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnPostgres
final class DatabaseTest {
  private static final String ADD =
      """
      INSERT INTO account (name, email, password, admin, created_at, disabled_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  private static final String RENAME = "UPDATE account SET email = ? WHERE name = ?";

  private static final String TOKEN_OF_NOBODY =
      """
      INSERT INTO token
        (id, sha256, kind, account, grants, begins_with, ends_with, created_at, warnings)
      VALUES (?, ?, 'session', 'nobody', '{}', '', '', 0, 0)
      """;

  private static final String TOKENS = "SELECT count(*) AS n FROM token";
  private static final String COUNT = "SELECT count(*) AS n FROM account";

  /** How often {@link #runsBeside} came to the end of the work that does not fail. */
  private final AtomicInteger committed = new AtomicInteger();

  @TempDir Path folder;
  private Database db;

  @BeforeEach
  void open() {
    db = TestDatabase.open(folder);
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void whatIsWrittenIsRead() {
    var id = UUID.randomUUID();
    var now = Instant.parse("2026-11-22T12:00:00.123Z");
    db.write(tx -> tx.update(ADD, id, "üß", "", true, now, Optional.empty()));
    var row =
        db.read(tx ->
            tx.one(
                "SELECT name, email, admin, created_at, disabled_at FROM account WHERE name = ?",
                each ->
                    each.text("name")
                        + each.instant("created_at")
                        + each.maybeInstant("disabled_at")
                        + each.truth("admin")
                        + each.text("email"),
                id));
    assertThat(row).contains(id + "2026-11-22T12:00:00.123ZOptional.emptytrueüß");
  }

  @Test
  void whatFailsLeavesNothing() {
    assertThatThrownBy(() ->
            db.write(tx -> {
              add(tx);
              throw new IllegalStateException("no");
            }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no");
    assertThat(count()).isZero();
  }

  @Test
  void whatIsLeftForTheEndIsDoneInOrderAndLast() {
    var done = new ArrayList<String>();
    db.write(tx -> {
      tx.beforeCommit(end -> done.add("second"));
      tx.beforeCommit(end -> end.beforeCommit(last -> done.add("fourth " + add(last))));
      tx.beforeCommit(end -> done.add("third"));
      return done.add("first");
    });
    assertThat(done).containsExactly("first", "second", "third", "fourth 1");
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void whatFailsAtTheEndUndoesEverything() {
    assertThatThrownBy(() ->
            db.write(tx -> {
              tx.beforeCommit(end -> {
                throw new IllegalStateException("no");
              });
              return add(tx);
            }))
        .hasMessage("no");
    assertThat(count()).isZero();
  }

  @Test
  void whatIsLeftForAfterTheCommitIsDoneThen() {
    var done = new ArrayList<String>();
    db.write(tx -> {
      tx.afterCommit(() -> done.add("after"));
      tx.beforeCommit(end -> done.add("end"));
      return done.add("work " + add(tx));
    });
    assertThat(done).containsExactly("work 1", "end", "after");
  }

  @Test
  void nothingIsDoneAfterTheCommitOfWhatWasTakenBack() {
    var done = new AtomicInteger();
    assertThatThrownBy(() ->
            db.write(tx -> {
              tx.afterCommit(done::incrementAndGet);
              tx.beforeCommit(end -> {
                throw new IllegalStateException("no");
              });
              return add(tx);
            }))
        .hasMessage("no");
    assertThat(done).hasValue(0);
  }

  @Test
  void whatFailsAfterTheCommitIsToldAndUndoesNothing() {
    assertThatThrownBy(() ->
            db.write(tx -> {
              tx.afterCommit(() -> {
                throw new IllegalStateException("too late");
              });
              return add(tx);
            }))
        .hasMessage("too late");
    assertThat(db.write(DatabaseTest::add)).isEqualTo(1);
    assertThat(count()).isEqualTo(2);
  }

  /** A transaction that met another one's locks would be undone, and begun once more. */
  @Test
  void whoTakesTurnsNeverWaitsForWhoeverWaitsForThem() {
    var rows = List.of("a", "b");
    rows.forEach(name ->
        db.write(tx -> tx.update(ADD, name, "", "", false, Instant.EPOCH, Optional.empty())));
    var begun = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 40)
          .forEach(i ->
              threads.execute(() ->
                  db.write(tx -> {
                    begun.incrementAndGet();
                    tx.takeTurns("both");
                    var order = i % 2 == 0 ? rows : rows.reversed();
                    order.forEach(name -> tx.update(RENAME, "of " + i, name));
                    return i;
                  })));
    }
    assertThat(begun).hasValue(40);
  }

  @Test
  void aReaderSeesOneMoment() {
    var counts =
        db.read(tx -> {
          long before = count(tx);
          db.write(DatabaseTest::add);
          return before + "," + count(tx);
        });
    assertThat(counts).isEqualTo("0,0");
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void manyWritersTakeTurns() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 200).forEach(i -> threads.execute(() -> db.write(DatabaseTest::add)));
    }
    assertThat(count()).isEqualTo(200);
  }

  @Test
  void whoFailsAmongManyTakesBackTheirOwnOnly() {
    var ended = new ConcurrentLinkedQueue<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 200).forEach(i -> threads.execute(() -> ended.add(addOrFail(i))));
    }
    assertThat(ended.stream().filter("added"::equals)).hasSize(100);
    assertThat(ended.stream().filter("no"::equals)).hasSize(50);
    assertThat(ended.stream().filter(each -> each.startsWith("This statement failed"))).hasSize(50);
    assertThat(count()).isEqualTo(100);
  }

  /** Adds a row, or fails after having added it: by itself, or by a statement. */
  private String addOrFail(int number) {
    try {
      return db.write(tx -> {
        add(tx);
        return switch (number % 4) {
          case 0 -> throw new IllegalStateException("no");
          case 1 -> "" + tx.update("INSERT INTO account (name) VALUES ('lacks the rest')");
          default -> "added";
        };
      });
    } catch (RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void whoFailsBeforeChangingAnythingMakesNobodyBeginAgain() throws InterruptedException {
    assertThat(runsBeside(DatabaseTest::count)).isEqualTo(1);
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void whoFailsAfterChangingSomethingMakesOthersBeginAgain() throws InterruptedException {
    assertThat(runsBeside(DatabaseTest::add)).isEqualTo(2);
    assertThat(count()).isEqualTo(1);
    assertThat(committed).hasValue(1);
  }

  /** How often a work runs that adds a row and is written together with one that fails then. */
  private int runsBeside(Consumer<Tx> failing) throws InterruptedException {
    assumeTrue(TestDatabase.postgresUrl().isEmpty(), "PostgreSQL writes each by itself");
    var runs = new AtomicInteger();
    var busy = new CountDownLatch(1);
    var free = new CountDownLatch(1);
    var first =
        Thread.ofPlatform()
            .start(() ->
                db.write(tx -> {
                  busy.countDown();
                  return awaited(free);
                }));
    busy.await();
    var adds =
        waiting(() ->
            db.write(tx -> {
              runs.incrementAndGet();
              tx.afterCommit(committed::incrementAndGet);
              return add(tx);
            }));
    var fails =
        waiting(() ->
            assertThatThrownBy(() ->
                db.write(tx -> {
                  failing.accept(tx);
                  throw new IllegalStateException("no");
                })));
    free.countDown();
    for (var thread : List.of(first, adds, fails)) {
      thread.join();
    }
    return runs.get();
  }

  /** A thread that has brought its work to the writer, who is busy. */
  private static Thread waiting(Runnable work) throws InterruptedException {
    var thread = Thread.ofPlatform().start(work);
    while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
      Thread.sleep(1);
    }
    return thread;
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whoseCommitFailsTakesNobodyAlong() {
    assumeTrue(TestDatabase.postgresUrl().isEmpty(), "PostgreSQL lets nobody put off its rules");
    var ended = new ConcurrentLinkedQueue<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 200).forEach(i -> threads.execute(() -> ended.add(addOrBreakALaw(i))));
    }
    assertThat(ended.stream().filter("added"::equals)).hasSize(196);
    assertThat(ended.stream().filter(each -> each.equals("This statement failed: COMMIT")))
        .hasSize(4);
    assertThat(count()).isEqualTo(196);
    long tokens = db.read(tx -> tx.one(TOKENS, row -> row.number("n")).orElseThrow());
    assertThat(tokens).isZero();
  }

  /** Adds a row, or one that refers to nobody, which is only seen at the commit. */
  private String addOrBreakALaw(int number) {
    try {
      return db.write(tx -> {
        if (number % 50 == 0) {
          tx.update("PRAGMA defer_foreign_keys = ON");
          tx.update(TOKEN_OF_NOBODY, UUID.randomUUID(), UUID.randomUUID());
        }
        add(tx);
        return "added";
      });
    } catch (RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void whoMeetsAnErrorLeavesTheOthersTheirTurn() {
    assertThatThrownBy(() ->
            db.write(tx -> {
              add(tx);
              throw new StackOverflowError("no");
            }))
        .isInstanceOf(StackOverflowError.class);
    db.write(DatabaseTest::add);
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void whoWritesLooksThingsUpInTheSameTransaction() {
    assertThatThrownBy(() -> db.write(tx -> db.read(DatabaseTest::count)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> db.write(tx -> db.write(DatabaseTest::add)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(count()).isZero();
  }

  @Test
  void whoReadsLooksThingsUpInTheSameTransaction() {
    assertThatThrownBy(() -> db.read(tx -> db.read(DatabaseTest::count)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Whoever reads");
    assertThat(count()).isZero();
  }

  @Test
  void aBrokenRuleIsABugAndTellsNoArguments() {
    var insert = "INSERT INTO package_owner VALUES (?, ?)";
    db.write(tx -> tx.update(insert, "a", "s3cr3t"));
    assertThatThrownBy(() -> db.write(tx -> tx.update(insert, "a", "s3cr3t")))
        .satisfies(e -> assertThat(e.toString()).doesNotContain("s3cr3t"));
  }

  @Test
  void withoutADatabaseWeAreOverloaded() {
    db.close();
    assertThatThrownBy(() -> db.read(DatabaseTest::count))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem()).isInstanceOf(RequestProblem.Overloaded.class));
  }

  @Test
  void openingAgainKeepsWhatIsThere() {
    if (TestDatabase.postgresUrl().isPresent()) {
      return;
    }
    db.write(DatabaseTest::add);
    db.close();
    db = TestDatabase.sqlite(folder);
    assertThat(count()).isEqualTo(1);
  }

  private long count() {
    return db.read(DatabaseTest::count);
  }

  private static long count(Tx tx) {
    return tx.one(COUNT, row -> row.number("n")).orElseThrow();
  }

  private static int add(Tx tx) {
    return tx.update(ADD, UUID.randomUUID(), "", "", false, Instant.EPOCH, Optional.empty());
  }
}

package dev.imprimatur.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.RequestProblem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatabaseTest {
  private static final String ADD =
      """
      INSERT INTO audit_event (id, at, kind, package, actor, facts)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  private static final String COUNT = "SELECT count(*) AS n FROM audit_event";

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
    db.write(tx -> tx.update(ADD, id, now, "kind", Optional.empty(), "üß", "{}"));
    var row =
        db.read(tx ->
            tx.one(
                "SELECT id, at, package, actor FROM audit_event WHERE id = ?",
                each ->
                    each.text("id")
                        + each.instant("at")
                        + each.maybeText("package")
                        + each.text("actor"),
                id));
    assertThat(row).contains(id + "2026-11-22T12:00:00.123ZOptional.emptyüß");
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
    db = Database.sqlite(folder.resolve("imprimatur.db"));
    assertThat(count()).isEqualTo(1);
  }

  private long count() {
    return db.read(DatabaseTest::count);
  }

  private static long count(Tx tx) {
    return tx.one(COUNT, row -> row.number("n")).orElseThrow();
  }

  private static int add(Tx tx) {
    return tx.update(ADD, UUID.randomUUID(), Instant.EPOCH, "kind", "rocket", "anyone", "{}");
  }
}

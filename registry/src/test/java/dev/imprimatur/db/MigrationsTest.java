package dev.imprimatur.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.OnPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start asks Flyway only where its own table does not say that all is done. */
@OnPostgres
final class MigrationsTest {
  @TempDir Path folder;
  private DataSource source;

  @BeforeEach
  void migrate() {
    source = TestDatabase.empty(folder);
    assertThat(Migrations.areAllDone(source)).isFalse();
    Migrations.run(source, TestDatabase.numberKey(), TestDatabase.textTables());
  }

  private void sql(String statement) throws SQLException {
    try (var connection = source.getConnection();
        var sql = connection.createStatement()) {
      sql.executeUpdate(statement);
    }
  }

  @Test
  void whatFlywayHasDoneNeedNotBeDoneAgain() {
    assertThat(Migrations.areAllDone(source)).isTrue();
  }

  @Test
  void aMigrationThatWasAnotherOneIsFlywaysToRefuse() throws SQLException {
    sql("UPDATE flyway_schema_history SET checksum = checksum + 1 WHERE version = '1'");
    assertThat(Migrations.areAllDone(source)).isFalse();
    assertThatThrownBy(
            () -> Migrations.run(source, TestDatabase.numberKey(), TestDatabase.textTables()))
        .hasMessageContaining("checksum");
  }

  @Test
  void oneThatFailedIsFlywaysToRefuse() throws SQLException {
    sql("UPDATE flyway_schema_history SET success = false WHERE version = '1'");
    assertThat(Migrations.areAllDone(source)).isFalse();
  }

  @Test
  void oneThatANewerServerHasAddedIsFlywaysToJudge() throws SQLException {
    sql(
        """
        INSERT INTO flyway_schema_history
          SELECT 9, '9', 'later', type, 'V9__later.sql', 7, installed_by, installed_on, 1, success
          FROM flyway_schema_history WHERE version = '1'
        """);
    assertThat(Migrations.areAllDone(source)).isFalse();
  }

  @Test
  void allFilesAreOnTheList() throws IOException {
    try (var files = Files.list(Path.of("src/main/resources", Migrations.FOLDER))) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(f -> f.endsWith(".sql")))
          .containsExactlyInAnyOrderElementsOf(Migrations.FILES);
    }
  }
}

package dev.imprimatur.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.db.Database;
import dev.imprimatur.testkit.Folders;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The ways in which SQLite finds tokens: with a hundred thousand of them, whoever walks over all
 * keeps the only writer from everybody else.
 */
final class TokenPlanTest {
  private static final String SEARCHES = "SEARCH token USING ";

  @Test
  void noStatementWalksOverAllTokens() throws IllegalAccessException {
    var folder = Folders.scratch("imprimatur-plans-");
    try (var db =
        Database.sqlite(
            folder.resolve("imprimatur.db"), Thread.ofPlatform().factory(), System::nanoTime)) {
      int asked = 0;
      for (var field : statements()) {
        field.setAccessible(true);
        var sql = (String) field.get(null);
        if (sql.contains("WHERE") && !sql.contains("INTO token_use")) {
          assertThat(plan(db, sql)).as(sql).anyMatch(step -> step.startsWith(SEARCHES));
          assertThat(plan(db, sql)).as(sql).noneMatch(step -> step.startsWith("SCAN token"));
          asked++;
        }
      }
      assertThat(asked).isGreaterThan(12);
    } finally {
      Folders.forget(folder);
    }
  }

  private static List<Field> statements() {
    return Arrays.stream(TokenStore.class.getDeclaredFields())
        .filter(field -> field.getType() == String.class)
        .toList();
  }

  private static List<String> plan(Database db, String sql) {
    var nothing = new Object[(int) sql.chars().filter(each -> each == '?').count()];
    Arrays.fill(nothing, "");
    return db.write(tx -> tx.list("EXPLAIN QUERY PLAN " + sql, row -> row.text("detail"), nothing));
  }
}

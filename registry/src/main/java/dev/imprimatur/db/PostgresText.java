package dev.imprimatur.db;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The full-text search of PostgreSQL. A word is stored with the letter of its field before it, so
 * that no parser of any language cuts it, and each field can be asked alone.
 */
final class PostgresText implements FullText {
  /** The tables, for the migration that makes them. */
  static String tables() {
    return List.of(Index.values()).stream().map(PostgresText::table).collect(Collectors.joining());
  }

  private static String table(Index index) {
    return """
    CREATE TABLE %1$s (
      id    BIGINT   NOT NULL PRIMARY KEY,
      words TSVECTOR NOT NULL
    );
    CREATE INDEX %1$s_words ON %1$s USING gin (words);
    """
        .formatted(index.table());
  }

  @Override
  public void put(Tx tx, Index index, long id, Words words) {
    var all =
        Field.ALL.stream()
            .flatMap(field -> words.of(field).stream().map(word -> stored(field, word)))
            .distinct()
            .collect(Collectors.joining(" "));
    tx.update(
        """
        INSERT INTO %s (id, words)
        VALUES (?, array_to_tsvector(string_to_array(?, ' ')))
        ON CONFLICT (id) DO UPDATE SET words = excluded.words
        """
            .formatted(index.table()),
        id,
        all);
  }

  @Override
  public void remove(Tx tx, Index index, long id) {
    tx.update("DELETE FROM %s WHERE id = ?".formatted(index.table()), id);
  }

  @Override
  public List<Long> find(Tx tx, Index index, Collection<Term> terms, int idsMax) {
    return tx.list(
        "SELECT id FROM %s WHERE words @@ CAST(? AS tsquery) ORDER BY id LIMIT ?"
            .formatted(index.table()),
        row -> row.number("id"),
        query(terms),
        idsMax);
  }

  @Override
  public long count(Tx tx, Index index, Collection<Term> terms, int countMax) {
    return tx.list(
            "SELECT count(*) AS n FROM (SELECT 1 FROM %s WHERE words @@ CAST(? AS tsquery) LIMIT ?)"
                .formatted(index.table()),
            row -> row.number("n"),
            query(terms),
            countMax)
        .getFirst();
  }

  private static String query(Collection<Term> terms) {
    return terms.stream().map(PostgresText::query).collect(Collectors.joining(" & "));
  }

  private static String query(Term term) {
    return term.fields().stream()
        .map(field -> "'%s':*".formatted(stored(field, term.beginning())))
        .sorted()
        .collect(Collectors.joining(" | ", "(", ")"));
  }

  private static String stored(Field field, String word) {
    return field.name().substring(0, 1).toLowerCase(Locale.ROOT) + word;
  }
}

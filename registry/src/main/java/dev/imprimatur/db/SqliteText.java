package dev.imprimatur.db;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The full-text search of SQLite. */
final class SqliteText implements FullText {
  /** The tables, for the migration that makes them. */
  static String tables() {
    return List.of(Index.values()).stream()
        .map(SqliteText::table)
        .collect(Collectors.joining("\n"));
  }

  private static String table(Index index) {
    return """
    CREATE VIRTUAL TABLE %s USING fts5(
      name, keywords, people, description,
      content='', contentless_delete=1, detail=column, prefix='1 2 3', tokenize='ascii');\
    """
        .formatted(index.table());
  }

  @Override
  public void put(Tx tx, Index index, long id, Words words) {
    remove(tx, index, id);
    tx.update(
        "INSERT INTO %s (rowid, name, keywords, people, description) VALUES (?, ?, ?, ?, ?)"
            .formatted(index.table()),
        id,
        joined(words, Field.NAME),
        joined(words, Field.KEYWORDS),
        joined(words, Field.PEOPLE),
        joined(words, Field.DESCRIPTION));
  }

  private static String joined(Words words, Field field) {
    return String.join(" ", words.of(field));
  }

  @Override
  public void remove(Tx tx, Index index, long id) {
    tx.update("DELETE FROM %s WHERE rowid = ?".formatted(index.table()), id);
  }

  @Override
  public List<Long> find(Tx tx, Index index, Collection<Term> terms, int idsMax) {
    return tx.list(
        "SELECT rowid AS id FROM %1$s WHERE %1$s MATCH ? ORDER BY rowid LIMIT ?"
            .formatted(index.table()),
        row -> row.number("id"),
        query(terms),
        idsMax);
  }

  @Override
  public long count(Tx tx, Index index, Collection<Term> terms, int countMax) {
    return tx.list(
            "SELECT count(*) AS n FROM (SELECT 1 FROM %1$s WHERE %1$s MATCH ? LIMIT ?)"
                .formatted(index.table()),
            row -> row.number("n"),
            query(terms),
            countMax)
        .getFirst();
  }

  /** Writes the terms in the language of FTS5 (sqlite.org/fts5.html, section 3). */
  private static String query(Collection<Term> terms) {
    return terms.stream().map(SqliteText::query).collect(Collectors.joining(" AND "));
  }

  private static String query(Term term) {
    if (term.fields().equals(Field.ALL)) {
      return "\"%s\" *".formatted(term.beginning());
    }
    var fields =
        term.fields().stream()
            .map(field -> field.name().toLowerCase(Locale.ROOT))
            .sorted()
            .collect(Collectors.joining(" "));
    return "{%s} : \"%s\" *".formatted(fields, term.beginning());
  }
}

package dev.imprimatur.db;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The full-text search of a database, by its own means: FTS5 of SQLite, a {@code tsvector} of
 * PostgreSQL. Words are letters and digits in lower case; whoever indexes and whoever looks cut
 * their texts into words in the same way.
 */
public sealed interface FullText permits SqliteText, PostgresText {

  /** An index, as the migrations make it. */
  enum Index {
    SEARCH_OPEN,
    SEARCH_CLOSED;

    String table() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A part of what is indexed. */
  enum Field {
    NAME,
    KEYWORDS,
    PEOPLE,
    DESCRIPTION;

    static final Set<Field> ALL = EnumSet.allOf(Field.class);
  }

  /** The words of something that is indexed. */
  record Words(Map<Field, List<String>> in) {
    public Words {
      var copied = new EnumMap<Field, List<String>>(Field.class);
      in.forEach((field, words) -> copied.put(field, List.copyOf(words)));
      in = Map.copyOf(copied);
    }

    List<String> of(Field field) {
      return in.getOrDefault(field, List.of());
    }
  }

  /** A beginning of a word, in one of these fields. */
  record Term(String beginning, Set<Field> fields) {
    public Term {
      fields = Set.copyOf(fields);
    }

    /** A beginning of a word, wherever it is. */
    public static Term anywhere(String beginning) {
      return new Term(beginning, Field.ALL);
    }

    /** The same, where it stands in one of these fields. */
    public Term in(Field... others) {
      return new Term(beginning, Set.copyOf(Arrays.asList(others)));
    }
  }

  /** Indexes something under this number. */
  void put(Tx tx, Index index, long id, Words words);

  void remove(Tx tx, Index index, long id);

  /** The numbers of what has all of these terms, in their order. */
  List<Long> find(Tx tx, Index index, Collection<Term> terms, int idsMax);

  /** The number of all that has all of these terms; it is not counted further than this. */
  long count(Tx tx, Index index, Collection<Term> terms, int countMax);
}

package dev.imprimatur.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.FullText.Field;
import dev.imprimatur.db.FullText.Index;
import dev.imprimatur.db.FullText.Words;
import dev.imprimatur.db.TestDatabase;
import dev.imprimatur.fuzz.Mutants;
import dev.imprimatur.searchindex.Wording;
import dev.imprimatur.testkit.Folders;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What somebody looks for, in a database that has one text which everybody may find and one that
 * they may not. No text is an operator of the database's own search.
 */
class SearchFuzzTest {
  private static final int TERMS_MAX = 16;
  private static final Path FOLDER = Folders.scratch("imprimatur-search-");
  private static final Database DB = TestDatabase.sqlite(FOLDER);
  private static final List<String> OPEN = Wording.words("rocket fuel for space", 9);

  @BeforeAll
  static void index() {
    DB.write(tx -> {
      var closed = Wording.words("rocket secret", 9);
      tx.fullText().put(tx, Index.SEARCH_OPEN, 1, new Words(Map.of(Field.NAME, OPEN)));
      tx.fullText().put(tx, Index.SEARCH_CLOSED, 2, new Words(Map.of(Field.NAME, closed)));
      return true;
    });
  }

  @AfterAll
  static void close() {
    DB.close();
    Folders.forget(FOLDER);
  }

  @Test
  void briefly() {
    Mutants.feed(SearchFuzzTest.class, SearchFuzzTest::check);
  }

  @Tag("fuzz")
  @DictionaryFile(resourcePath = "SearchFuzzTest.dict")
  @FuzzTest
  void atLength(byte[] input) {
    check(input);
  }

  private static void check(byte[] input) {
    var text = new String(input, UTF_8);
    var terms = SearchTerms.of(text);
    assertThat(terms.all()).hasSizeLessThanOrEqualTo(TERMS_MAX);
    assertThat(terms.all()).allSatisfy(term -> assertThat(term.beginning()).isNotEmpty());
    // The same words, however they are separated.
    assertThat(SearchTerms.of("  " + text.strip() + " ").all()).hasSizeLessThanOrEqualTo(TERMS_MAX);
    if (terms.isEmpty()) {
      return;
    }
    var found = DB.read(tx -> tx.fullText().find(tx, Index.SEARCH_OPEN, terms.all(), 5));
    boolean fits =
        terms.all().stream()
            .allMatch(term ->
                term.fields().contains(Field.NAME)
                    && OPEN.stream().anyMatch(word -> word.startsWith(term.beginning())));
    assertThat(found).isEqualTo(fits ? List.of(1L) : List.of());
    long count = DB.read(tx -> tx.fullText().count(tx, Index.SEARCH_OPEN, terms.all(), 5));
    assertThat(count).isEqualTo(fits ? 1 : 0);
  }
}

package dev.imprimatur.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imprimatur.fuzz.Mutants;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Statements as whoever holds a good key writes them. */
class StatementFuzzTest {
  @Test
  void briefly() {
    Mutants.feed(StatementFuzzTest.class, StatementFuzzTest::check);
  }

  @Tag("fuzz")
  @DictionaryFile(resourcePath = "StatementFuzzTest.dict")
  @FuzzTest
  void atLength(byte[] input) {
    check(input);
  }

  private static void check(byte[] input) {
    try {
      var statement = Statement.read(Bytes.of(input));
      assertThat(statement.predicateType()).isNotEmpty();
      assertThat(statement.subjects())
          .allSatisfy(each -> {
            assertThat(each.digests()).doesNotContainValue(null);
            assertThat(each.digest("sha512")).isNotNull();
          });
    } catch (Refusal expected) {
      assertThat(expected.why()).isNotEmpty();
    }
  }
}

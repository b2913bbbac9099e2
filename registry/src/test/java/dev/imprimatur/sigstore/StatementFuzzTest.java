package dev.imprimatur.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imprimatur.bundle.Bytes;
import dev.imprimatur.bundle.LogBody;
import dev.imprimatur.bundle.LogEntry;
import dev.imprimatur.bundle.Refusal;
import dev.imprimatur.bundle.Statement;
import dev.imprimatur.fuzz.Mutants;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Statements, and what a log says it was given, as whoever holds a good key writes them. */
class StatementFuzzTest {
  private static final List<String> KINDS =
      List.of("dsse/0.0.1", "intoto/0.0.2", "hashedrekord/0.0.2");

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
    KINDS.forEach(kind -> checkEntry(kind, Bytes.of(input)));
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

  private static void checkEntry(String kind, Bytes body) {
    var entry = new LogEntry(0, Bytes.NONE, kind, 0, Optional.empty(), Optional.empty(), body);
    try {
      var told = LogBody.read(entry);
      assertThat(told.ofSignedBytes()).isEqualTo(kind.startsWith("hashedrekord"));
      assertThat(told.signature().length()).isPositive();
    } catch (Refusal expected) {
      assertThat(expected.why()).isNotEmpty();
    }
  }
}

package dev.imprimatur.doors.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What approved sentences hold a test to, tried on classes that are made up here. */
final class SentencesTest {
  private static final Set<String> TESTS = Set.of("aGuestIsRefused", "aGuestIsThanked");

  @TempDir private Path folder = Path.of("");

  /** Two tests, of which one hears two sentences. */
  @BeforeEach
  void approve() {
    run(
        true,
        sentences -> {
          hear(
              sentences,
              "aGuestIsRefused",
              said -> {
                said.check("early", "It is too early.");
                said.check("late", "It is too late.\nGo home.\n");
              });
          hear(sentences, "aGuestIsThanked", said -> said.check("Thank you."));
        });
  }

  @Test
  void theFileIsReadBySomebodyWhoReadsNoCode() throws IOException {
    assertThat(Files.readString(folder.resolve("GuestTest.txt")))
        .isEqualTo(
            """
            aGuestIsRefused: early
              It is too early.

            aGuestIsRefused: late
              It is too late.
              Go home.
            %s
            aGuestIsThanked
              Thank you.
            """
                .formatted("  \n"));
  }

  @Test
  void whatWasApprovedIsHeardAgain() {
    run(
        false,
        sentences -> {
          hear(
              sentences,
              "aGuestIsRefused",
              said -> {
                said.check("early", "It is too early.");
                said.check("late", "It is too late.\nGo home.\n");
              });
          hear(sentences, "aGuestIsThanked", said -> said.check("Thank you."));
        });
  }

  @Test
  void aSentenceThatChangedOrIsNewFailsItsTest() {
    run(
        false,
        sentences -> {
          sentences.begin("aGuestIsThanked");
          assertThatThrownBy(() -> sentences.check("Thank you!"))
              .hasMessageContaining("Thank you.");
          assertThatThrownBy(() -> sentences.check("Thank you.\n"))
              .isInstanceOf(AssertionError.class);
          assertThatThrownBy(() -> sentences.check("again", "Thank you."))
              .hasMessageContaining("aGuestIsThanked: again")
              .hasMessageContaining("./dev approve");
          sentences.end(false);
        });
  }

  @Test
  void aSentenceThatNobodySaysFailsItsClass() {
    assertThatThrownBy(() ->
            run(
                false,
                sentences ->
                    hear(
                        sentences,
                        "aGuestIsRefused",
                        said -> said.check("early", "It is too early."))))
        .hasMessageContaining("aGuestIsRefused: late");
    assertThatThrownBy(() -> run(false, Set.of("aGuestIsRefused"), sentences -> {}))
        .hasMessageContaining("aGuestIsThanked");
  }

  /** It says enough by failing. */
  @Test
  void aTestThatFailedOrDidNotRunMissesNothing() {
    run(
        false,
        sentences -> {
          sentences.begin("aGuestIsRefused");
          sentences.end(false);
        });
  }

  @Test
  void approvingKeepsWhatDidNotRunAndDropsWhatNobodySays() {
    run(
        true,
        sentences ->
            hear(sentences, "aGuestIsRefused", said -> said.check("early", "Come later.")));
    run(
        false,
        sentences -> {
          hear(sentences, "aGuestIsRefused", said -> said.check("early", "Come later."));
          hear(sentences, "aGuestIsThanked", said -> said.check("Thank you."));
        });
    run(true, sentences -> TESTS.forEach(test -> hear(sentences, test, said -> {})));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatDiffersFromRunToRunIsNamedInTheFile() {
    var here = Map.of("{server}", "http://a:1", "{page}", "http://a:1/page");
    run(
        true,
        sentences ->
            hear(
                sentences,
                "aGuestIsThanked",
                said -> said.check("where", "See http://a:1/page at http://a:1.", here)));
    assertThat(folder.resolve("GuestTest.txt")).content().contains("  See {page} at {server}.\n");
    var there = Map.of("{server}", "http://b:2", "{page}", "http://b:2/page");
    run(
        false,
        sentences -> {
          sentences.begin("aGuestIsThanked");
          sentences.check("where", "See http://b:2/page at http://b:2.", there);
          assertThatThrownBy(
                  () -> sentences.check("where", "See http://a:1/page at http://b:2.", there))
              .isInstanceOf(AssertionError.class);
          sentences.end(true);
        });
  }

  /** A map without an order has another one in the next process. */
  @Test
  void ofTwoNamesForOneTextTheSameIsAlwaysApproved() {
    var here = new LinkedHashMap<String, String>();
    for (var names : List.of(List.of("{host}", "{issuer}"), List.of("{issuer}", "{host}"))) {
      here.clear();
      names.forEach(name -> here.put(name, "http://a:1"));
      run(
          true,
          sentences ->
              hear(
                  sentences,
                  "aGuestIsThanked",
                  said -> said.check("where", "See http://a:1.", here)));
      assertThat(folder.resolve("GuestTest.txt")).content().contains("  See {host}.\n");
    }
  }

  @Test
  void oneNameHasOneSentence() {
    run(
        true,
        sentences -> {
          sentences.begin("aGuestIsThanked");
          sentences.check("Thank you.");
          sentences.check("Thank you.");
          assertThatThrownBy(() -> sentences.check("Thanks.")).hasMessageContaining("labels");
          sentences.end(false);
        });
  }

  /** A class that went away must take its sentences with it. */
  @Test
  void everyFileIsOfATestThatReadsIt() throws IOException {
    try (var files = Files.list(Approved.SENTENCES);
        var sources = Files.walk(Path.of("src/test/java"))) {
      var readers =
          sources
              .filter(source -> source.toString().endsWith("Test.java"))
              .filter(SentencesTest::hasSentences)
              .map(source -> source.getFileName().toString().replace(".java", ".txt"))
              .collect(Collectors.toSet());
      assertThat(files.map(file -> file.getFileName().toString())).isSubsetOf(readers);
    }
  }

  private static boolean hasSentences(Path source) {
    try {
      return Files.readString(source).contains("Approved.sentences()");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(boolean approving, Consumer<Sentences> tests) {
    run(approving, TESTS, tests);
  }

  private void run(boolean approving, Set<String> methods, Consumer<Sentences> tests) {
    var sentences = new Sentences(folder, approving);
    sentences.open("GuestTest", methods);
    tests.accept(sentences);
    sentences.close();
  }

  private static void hear(Sentences sentences, String test, Consumer<Sentences> what) {
    sentences.begin(test);
    what.accept(sentences);
    sentences.end(true);
  }
}

package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a change of the matrix changes in its text. */
final class MatrixTextTest {
  private static final Map<String, List<String>> GROUPS =
      Map.of("people", List.of("alice", "bob", "job of a"));
  private static final Matrix.Asked READ = new Matrix.Asked("GET /{package}", "a");
  private static final Matrix.Asked WRITE = new Matrix.Asked("PUT /{package}", "a");
  private static final Matrix.Asked PING = new Matrix.Asked("GET /ping", "");

  private static final Matrix MATRIX =
      new Matrix(
          GROUPS,
          Map.of(
              PING, Map.of("alice", "200", "bob", "200", "job of a", "200"),
              READ, Map.of("alice", "200", "bob", "200", "job of a", "200"),
              WRITE, Map.of("alice", "403", "bob", "400", "job of a", "201")));

  private static final String TEXT =
      """
      people: alice; bob; job of a

      GET /ping
      GET /{package}  a
        200: everybody

      PUT /{package}  a
        201: job of it
        400: bob
        403: people
      """;

  @Test
  void everyCellCanBeReadInIt() {
    assertThat(MATRIX.text()).isEqualTo(TEXT);
    assertThat(Matrix.read(TEXT)).isEqualTo(MATRIX);
  }

  @Test
  void oneMoreCallerIsAWordWhereTheyDifferFromTheirGroup() {
    var cells = new LinkedHashMap<Matrix.Asked, Map<String, String>>();
    MATRIX
        .cells()
        .forEach((asked, answers) -> {
          var more = new LinkedHashMap<>(answers);
          more.put("carol", asked.equals(WRITE) ? "400" : "200");
          cells.put(asked, more);
        });
    var groups = Map.of("people", List.of("alice", "bob", "job of a", "carol"));
    assertThat(new Matrix(groups, cells).text())
        .isEqualTo(
            TEXT.replace("job of a\n", "job of a; carol\n").replace(": bob", ": bob; carol"));
  }

  @Test
  void oneMoreRouteThatAnswersAsOthersIsALine() {
    var cells = new LinkedHashMap<>(MATRIX.cells());
    var answers = cells.getOrDefault(WRITE, Map.of());
    cells.put(new Matrix.Asked("DELETE /{package}", "a"), answers);
    assertThat(new Matrix(GROUPS, cells).text())
        .isEqualTo(TEXT.replace("PUT /", "DELETE /{package}  a\nPUT /"));
  }

  @Test
  void aTextThatLeavesACellOpenOrAnswersItTwiceIsNone() {
    assertThatThrownBy(() -> Matrix.read(TEXT.replace("people\n", "nobody\n")))
        .hasMessageContaining("alice gets []");
    assertThatThrownBy(() -> Matrix.read(TEXT.replace("400: bob", "400: bob; job of it")))
        .hasMessageContaining("job of a gets [201, 400]");
    assertThatThrownBy(() -> Matrix.read(TEXT.replace("/ping", "/{package}  a")))
        .hasMessageContaining("stands twice");
  }
}

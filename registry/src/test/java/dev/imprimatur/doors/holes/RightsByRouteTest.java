package dev.imprimatur.doors.holes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.people.Callers;
import dev.imprimatur.doors.people.Matrix;
import dev.imprimatur.doors.people.RouteVisit;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rights differ by route (CVE-2026-27771, CVE-2026-17594, CVE-2024-39897). What each caller meets
 * at each route is approved as a text, which {@code MatrixTest} compares with the registry; these
 * are the rules that it keeps at every route, one that was added today included.
 */
final class RightsByRouteTest {
  private static final Path APPROVED = Path.of("src/test/approved/matrix.txt");
  private static final String CONTENT = "To the moon";

  private final Matrix matrix;

  RightsByRouteTest() throws IOException {
    this.matrix = Matrix.read(Files.readString(APPROVED));
  }

  /** Returns whether an answer is about what was asked for, and not about who asks. */
  private static boolean letIn(Map<String, String> answers, String caller) {
    var answer = Objects.requireNonNull(answers.get(caller), caller);
    return !answer.startsWith("401") && !answer.startsWith("403") && !answer.startsWith("404");
  }

  /** Returns where the first caller gets further than the second. */
  private List<String> further(String caller, String than) {
    var cells = new ArrayList<String>();
    matrix
        .cells()
        .forEach((asked, answers) -> {
          if (letIn(answers, caller) && !letIn(answers, than)) {
            cells.add(asked + " " + answers.get(caller) + ", and not " + answers.get(than));
          }
        });
    return cells;
  }

  /** A credential with fewer powers gets nowhere that the one with more does not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          alice, token that reads       | alice, token that writes
          alice, token for @acme/other  | alice, token that writes
          alice, token that writes      | alice, session
          bob, token that writes        | bob, session
          root, token that writes       | root, session
          mallory, token that writes    | mallory, session
          mallory, session              | bob, session
          bob, session                  | alice, session
          alice, session                | root, session
          stager of @acme/open          | alice, session
          reader of @acme/closed        | job of @acme/closed
          job of @acme/other            | alice, session
          job of @acme/open             | alice, session
          job of @acme/closed           | alice, session
          manager of @acme/*            | alice, session
          """)
  void lessOfACredentialGetsNoFurtherAnywhere(String less, String more) {
    assertThat(further(less, more)).isEmpty();
  }

  /** What cannot be used opens nothing that is closed without it. */
  @Test
  void anUnusableCredentialGetsNoFurtherThanNone() {
    var unusable = Objects.requireNonNull(matrix.groups().get("unusable credentials"));
    assertThat(unusable).hasSizeGreaterThan(3);
    for (var caller : unusable) {
      // A logout says yes to whatever is brought, as npm keeps what it does not say yes to.
      assertThat(further(caller, "nobody"))
          .as(caller)
          .allMatch(cell -> cell.contains("DELETE /-/user/token/{token}"));
    }
  }

  /** Whoever has nothing to do with a private package is let in to it by no route. */
  @Test
  void noRouteLetsAStrangerInToAPrivatePackage() {
    var strangers =
        List.of("nobody", "mallory, session", "mallory, token that writes", "job of @acme/open");
    matrix
        .cells()
        .forEach((asked, answers) -> {
          if (asked.packageName().equals(Callers.CLOSED)) {
            var none =
                Objects.requireNonNull(
                    matrix.cells().get(new Matrix.Asked(asked.route(), Callers.NONE)),
                    asked::toString);
            for (var stranger : strangers) {
              assertThat(answers.get(stranger)).as("%s", asked).isEqualTo(none.get(stranger));
              if (!asked.route().startsWith("GET")) {
                assertThat(answers.get(stranger)).as("%s", asked).doesNotStartWith("2");
              }
            }
          }
        });
  }

  /** Another spelling of an address, and another method, ask the same gate. */
  @Test
  void noSpellingOfARouteLetsAStrangerInToAPrivatePackage() {
    try (var registry = TestRegistry.start()) {
      var callers = Callers.of(registry);
      var nobody = registry.anyone();
      var alice = registry.with(registry.session("alice"));
      int shown = 0;
      for (var route : registry.inside().routes()) {
        if (route.startsWith("GET") && route.contains("{package}")) {
          var path = RouteVisit.path(route, Callers.CLOSED);
          shown += alice.get(path).text().contains(CONTENT) ? 1 : 0;
          for (var spelling : spellings(path)) {
            for (var method : List.of("GET", "HEAD", "POST", "OPTIONS", "get", "PROPFIND")) {
              var answer = nobody.send(method, spelling, new byte[0]);
              assertThat(answer.status()).as("%s %s", method, spelling).isBetween(300, 499);
              assertThat(answer.text()).as(spelling).doesNotContain(CONTENT);
            }
          }
        }
      }
      assertThat(shown).as("routes that show it to its owner").isGreaterThan(1);
      assertThat(callers.strangers()).isNotEmpty();
    }
  }

  private static List<String> spellings(String path) {
    return List.of(
        path,
        path + "/",
        path + "?write=true",
        path + "?user=alice",
        path + "%20",
        path + ";a=b",
        path + "/.",
        "/" + path,
        "/." + path,
        path.replace("%2f", "/"),
        path.replace("%2f", "%2F"),
        path.replace("%2f", "%252f"),
        path.replace("@acme", "%40acme"),
        path.replace("@acme", "@ACME"),
        path.replace("/-/", "/%2d/"),
        path.replace("/-/", "//-/"));
  }
}

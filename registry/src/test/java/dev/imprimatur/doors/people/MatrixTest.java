package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Every address, asked by everybody with every credential, for a public, a private and a missing
 * package. What is sent is of no use, so nothing changes: whoever is let in is told that their body
 * is malformed, or that there is no such thing. A new address is a line that nobody has approved.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MatrixTest {
  private static final List<String> PACKAGES = List.of(Callers.OPEN, Callers.CLOSED, Callers.NONE);

  private final TestRegistry registry = TestRegistry.start();
  private final Callers callers = Callers.of(registry);

  @AfterAll
  void close() {
    registry.close();
  }

  /** What is approved is every single answer, as reading it shows. */
  @Test
  @Covers({"P01", "P25", "R13", "R24", "R25"})
  void everybodyAtEveryAddress() {
    var cells = new LinkedHashMap<Matrix.Asked, Map<String, String>>();
    for (var route : registry.inside().routes()) {
      for (var name : route.contains("{package}") ? PACKAGES : List.of("")) {
        var answers = new LinkedHashMap<String, String>();
        for (var caller : callers.all()) {
          var wanted = name.isEmpty() ? Callers.NONE : name;
          answers.put(caller.name(), told(RouteVisit.ask(caller.client().get(), route, wanted)));
        }
        assertThat(answers).as("callers have names of their own").hasSameSizeAs(callers.all());
        cells.put(new Matrix.Asked(route, name), answers);
      }
    }
    var matrix = new Matrix(callers.groups(), cells);
    Approved.check("matrix", matrix.text());
    assertThat(Matrix.read(matrix.text())).isEqualTo(matrix);
  }

  /** Whoever may not know of a private package gets the answer that a missing one has. */
  @Test
  @Covers("J44")
  void aPrivatePackageIsToStrangersAsIfThereWereNone() {
    var differences = new ArrayList<String>();
    for (var route : registry.inside().routes()) {
      if (route.contains("{package}")) {
        for (var who : callers.strangers()) {
          var missing = whole(who, route, Callers.NONE);
          var closed = whole(who, route, Callers.CLOSED);
          if (!closed.equals(missing)) {
            differences.add("%s, %s:\n  %s\n  %s".formatted(route, who.name(), closed, missing));
          }
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  private static String whole(Callers.TestCaller who, String route, String name) {
    var answer = RouteVisit.ask(who.client().get(), route, name);
    return (answer.status() + " " + answer.headers().keySet() + " " + answer.text())
        .replaceAll("\"requestId\":\"[^\"]*\"", "")
        .replace(name, "NAME")
        .replace(name.replace("/", "%2f"), "NAME");
  }

  /** Asking changes nothing, so that the order of the questions does not matter. */
  @Test
  @Covers("P26")
  void noGetChangesAnything() {
    var before = everything();
    for (var route : registry.inside().routes()) {
      if (route.startsWith("GET")) {
        for (var name : PACKAGES) {
          callers.all().forEach(caller -> RouteVisit.ask(caller.client().get(), route, name));
        }
      }
    }
    assertThat(everything()).isEqualTo(before);
  }

  private Map<String, List<String>> everything() {
    var tables = new LinkedHashMap<String, List<String>>();
    tables.put("package", registry.inside().texts("package", "revision"));
    tables.put("version", registry.inside().texts("version", "version"));
    tables.put("dist_tag", registry.inside().texts("dist_tag", "version"));
    tables.put("token", registry.inside().texts("token", "id"));
    tables.put("publisher", registry.inside().texts("publisher", "revision"));
    tables.put("redeemed_token", registry.inside().texts("redeemed_token", "uses"));
    tables.put("drift", registry.inside().texts("drift", "times"));
    tables.put("audit_event", registry.inside().texts("audit_event", "id"));
    tables.put("challenge", registry.inside().texts("challenge", "id"));
    tables.put("account", registry.inside().texts("account", "name"));
    return tables;
  }

  private static String told(Client.Answer answer) {
    var json = answer.header("content-type").orElse("").contains("json");
    return answer.status() + (json && answer.status() >= 400 ? " " + answer.problem() : "");
  }
}

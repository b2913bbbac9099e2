package dev.imprimatur.doors.holes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.people.Callers;
import dev.imprimatur.doors.people.RouteVisit;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Cache poisoning (CVE-2024-6915): what one client asked for is kept and handed to another who
 * would have got something else, by us or by a cache between us and them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CachePoisoningTest {
  private static final String EVIL = "evil.example";
  private static final List<String> PACKAGES = List.of(Callers.OPEN, Callers.CLOSED);

  /** Headers by which caches are led astray, as far as a client may set them. */
  private static final Map<String, String> HEADERS =
      Map.ofEntries(
          Map.entry("x-forwarded-host", EVIL),
          Map.entry("x-forwarded-proto", EVIL),
          Map.entry("x-forwarded-prefix", "/" + EVIL),
          Map.entry("x-forwarded-port", "99"),
          Map.entry("x-host", EVIL),
          Map.entry("forwarded", "host=" + EVIL + ";proto=http"),
          Map.entry("x-original-url", "/" + EVIL),
          Map.entry("x-rewrite-url", "/" + EVIL),
          Map.entry("x-http-method-override", "DELETE"),
          Map.entry("x-method-override", "DELETE"),
          Map.entry("origin", "https://" + EVIL),
          Map.entry("referer", "https://" + EVIL + "/"),
          Map.entry("cookie", "__Host-session=" + EVIL),
          Map.entry("range", "bytes=0-0"),
          Map.entry("npm-scope", "@" + EVIL),
          Map.entry("accept-language", EVIL),
          Map.entry("user-agent", EVIL),
          Map.entry("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT"));

  private final TestRegistry registry = TestRegistry.start();
  private final Callers callers = Callers.of(registry);

  @AfterAll
  void close() {
    registry.close();
  }

  private List<String> reads() {
    return registry.inside().routes().stream().filter(route -> route.startsWith("GET")).toList();
  }

  private static String shown(Client.Answer answer) {
    return answer.status() + " " + answer.text().replaceAll("\"requestId\":\"[^\"]*\"", "");
  }

  /** Wherever a credential changed an answer, no cache that others share may keep it. */
  @Test
  void whatACredentialChangedIsForNobodyElse() {
    int changed = 0;
    for (var route : reads()) {
      for (var name : route.contains("{package}") ? PACKAGES : List.of(Callers.OPEN)) {
        var plain = shown(RouteVisit.ask(registry.anyone(), route, name));
        for (var caller : callers.all()) {
          var answer = RouteVisit.ask(caller.client().get(), route, name);
          if (!shown(answer).equals(plain)) {
            changed++;
            assertThat(isForNobodyElse(answer))
                .as("%s, %s: %s", route, caller.name(), answer.headers())
                .isTrue();
          }
        }
      }
    }
    assertThat(changed).isGreaterThan(100);
  }

  /** The same address has several forms; a cache must know what they go by. */
  @Test
  void anAnswerNamesTheHeadersThatItGoesBy() {
    for (var route : reads()) {
      for (var form :
          List.of(
              List.of("accept", "text/html"),
              List.of("accept", "application/vnd.npm.install-v1+json"),
              List.of("accept-encoding", "gzip"))) {
        var plain = RouteVisit.ask(registry.anyone(), route, Callers.OPEN);
        var asked =
            RouteVisit.ask(
                registry.anyone().with(form.getFirst(), form.getLast()), route, Callers.OPEN);
        if (!route.endsWith("(page)") && !shown(asked).equals(shown(plain))) {
          for (var answer : List.of(plain, asked)) {
            if (!answer.header("cache-control").orElse("").contains("no-store")) {
              assertThat(String.join(",", answer.headers().getOrDefault("vary", List.of())))
                  .as("%s %s %s", route, form, answer.headers())
                  .contains(form.getFirst());
            }
          }
        }
      }
    }
  }

  /** Neither is it answered otherwise, nor is anything else left for who comes next. */
  @Test
  void noOtherHeaderChangesAnAnswer() {
    for (var route : reads()) {
      for (var name : route.contains("{package}") ? PACKAGES : List.of(Callers.OPEN)) {
        var before = RouteVisit.ask(registry.anyone(), route, name);
        HEADERS.forEach((header, value) -> {
          var answer = RouteVisit.ask(registry.anyone().with(header, value), route, name);
          assertThat(answer.text()).as("%s with %s", route, header).doesNotContain(EVIL);
          // A page with a form is made for who asked. Whoever came by another name is told so.
          if (!isForOne(before)) {
            assertThat(shown(answer)).as("%s with %s", route, header).isEqualTo(shown(before));
            assertThat(answer.headers().toString().contains(EVIL) && !isForNobodyElse(answer))
                .as("%s with %s: %s", route, header, answer.headers())
                .isFalse();
          }
        });
        var after = RouteVisit.ask(registry.anyone(), route, name);
        assertThat(isForOne(before) || shown(after).equals(shown(before))).as(route).isTrue();
      }
    }
  }

  /** Returns whether no cache that others share may keep it. */
  private static boolean isForNobodyElse(Client.Answer answer) {
    return answer.header("cache-control").orElse("").matches(".*\\b(private|no-store)\\b.*");
  }

  /** Returns whether no cache may keep it. */
  private static boolean isForOne(Client.Answer answer) {
    return answer.header("cache-control").orElse("").contains("no-store");
  }

  /** What is kept for ever never means other bytes. */
  @Test
  void noVersionIsEverReplaced() {
    var alice = registry.with(registry.session("alice"));
    var tarball = "/@acme%2fopen/-/open-1.0.0.tgz";
    var before = alice.get(tarball).bytes();
    var other = TestPackage.of(Callers.OPEN, "1.0.0").file("more.txt", "other bytes");
    assertThat(alice.put(other.path(), other.document()).problem()).isEqualTo("version-exists");
    assertThat(alice.get(tarball).bytes()).isEqualTo(before);
    assertThat(registry.anyone().get(tarball).header("cache-control").orElseThrow())
        .contains("public", "immutable");
    var gone = TestPackage.of(Callers.OPEN, "1.9.0");
    assertThat(alice.put(gone.path(), gone.document()).status()).isEqualTo(201);
    var removed =
        alice.delete("/-/api/v1/packages/@acme%2fopen/versions/1.9.0", "{\"reason\":\"x\"}");
    assertThat(removed.status()).as(removed.text()).isBetween(200, 204);
    var again = alice.put(gone.path(), gone.file("more.txt", "other bytes").document());
    assertThat(again.status()).as(again.text()).isIn(403, 409);
    assertThat(registry.anyone().get("/@acme%2fopen/-/open-1.9.0.tgz").status()).isNotEqualTo(200);
  }
}

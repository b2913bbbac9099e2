package dev.imprimatur.doors.holes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Lost updates: of several who change one thing at the same instant, each read it before the others
 * had written. npm's documents name all of a package, and mean one change of it.
 */
@OnPostgres
final class LostUpdateTest {
  private static final int EACH = 8;

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    alice = registry.maintainerOf("rocket", "alice");
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    for (int i = 0; i < EACH; i++) {
      registry.addUser("user-" + i, false);
      publish("1." + i + ".0");
    }
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Client.Answer publish(String version) {
    var wanted = TestPackage.of("rocket", version).tagged("v" + version.replace('.', '-'));
    return alice.put(wanted.path(), wanted.document());
  }

  private Client.Answer deprecate(String version) {
    return alice.put(
        "/rocket",
        Trusting.quoted(
            "{'_id':'rocket','name':'rocket','versions':{'%s':{'version':'%s','deprecated':'old'}}}"
                .formatted(version, version)));
  }

  private Client.Answer invite(int i) {
    var body = "{'user':'user-%d','role':'developer'}".formatted(i);
    return alice.put("/-/org/acme/user", Trusting.quoted(body));
  }

  /** All kinds of changes of one package, and of what it belongs to, each as often. */
  @Test
  void ofManyWhoChangeOnePackageAtOnceNobodysChangeIsLost() {
    List<IntFunction<Client.Answer>> kinds =
        List.of(
            i -> publish("2." + i + ".0"),
            i -> alice.put("/-/package/rocket/dist-tags/tag-" + i, "\"1.0.0\""),
            i -> deprecate("1." + i + ".0"),
            i -> alice.post(Trusting.path("rocket"), publisher(i)),
            i -> alice.put("/-/org/acme/team", "{\"name\":\"crew-" + i + "\"}"),
            this::invite,
            i -> registry.with(registry.session("user-" + i)).put("/-/user/v1/star", star()));
    var answers =
        AtOnce.all(
            IntStream.range(0, EACH * kinds.size()),
            i -> kinds.get(i % kinds.size()).apply(i / kinds.size()));
    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.status()).as(answer.text()).isBetween(200, 202));

    var packument = alice.get("/rocket").json();
    var versions = packument.object("versions").orElseThrow();
    var tags = packument.object("dist-tags").orElseThrow();
    for (int i = 0; i < EACH; i++) {
      assertThat(versions.has("2." + i + ".0")).isTrue();
      assertThat(tags.text("v2-" + i + "-0")).contains("2." + i + ".0");
      assertThat(tags.text("tag-" + i)).contains("1.0.0");
      var old = versions.object("1." + i + ".0").orElseThrow();
      assertThat(old.text("deprecated")).contains("old");
    }
    assertThat(Trusting.list(alice.get(Trusting.path("rocket")))).hasSize(EACH);
    assertThat(registry.rows("star")).isEqualTo(EACH);
    assertThat(names(alice.get("/-/org/acme/team").text())).hasSize(EACH);
    assertThat(registry.rows("invitation")).isEqualTo(EACH);
  }

  private static String publisher(int i) {
    return "[" + Trusting.quoted(Trusting.github("acme/kit-" + i)) + "]";
  }

  private static String star() {
    return "{\"package\":\"rocket\"}";
  }

  private static List<String> names(String teams) {
    return Stream.of(teams.split("\"")).filter(text -> text.contains("crew-")).toList();
  }
}

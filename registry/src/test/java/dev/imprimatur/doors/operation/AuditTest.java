package dev.imprimatur.doors.operation;

import static dev.imprimatur.wiring.TestRegistry.job;
import static dev.imprimatur.wiring.TestRegistry.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.Entry;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.Terminal;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The audit log: each event tied to the one before it, and who may read it. */
@OnPostgres
final class AuditTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String FORGERY =
      """
      INSERT INTO audit_event (seq, id, at, kind, package, actor, previous, facts, hash)
      SELECT %d, 'forged', at, kind, package, actor, previous, facts, hash
      FROM audit_event
      WHERE seq = 1
      """;

  private TestRegistry registry;
  private Terminal operator;

  @BeforeEach
  void start() {
    registry = TestRegistry.start();
    operator = registry.terminal();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void anEmptyLogIsWhole() {
    assertThat(operator.run("audit", "verify").exit()).isZero();
    assertThat(operator.run("audit", "head").out()).isEqualTo("0-" + "0".repeat(64) + "\n");
  }

  @Test
  void theOrderOfEventsIsTheOrderOfCommits() {
    var users = IntStream.range(0, 4).mapToObj(i -> registry.user("user" + i)).toList();
    AtOnce.all(
        IntStream.range(0, 40),
        i -> {
          var version = TestPackage.of("rocket" + i % 4, "1.0." + i);
          return registry.with(users.get(i % 4)).put(version.path(), version.document());
        });

    var seqs = registry.events().stream().map(Entry::seq).toList();
    assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, 40).boxed().toList());
    var verified = operator.run("audit", "verify");
    assertThat(verified.exit()).isZero();
    assertThat(verified.out()).startsWith("The audit log is whole: 40 events, and its head is 40-");
  }

  @Test
  void anEventThatCannotBeWrittenUndoesItsChange() {
    var alice = registry.with(registry.user("alice"));
    var first = TestPackage.of("rocket", "1.0.0");
    assertThat(alice.put(first.path(), first.document()).status()).isEqualTo(201);
    registry.sql("CREATE UNIQUE INDEX no_more ON audit_event (kind)");

    var second = TestPackage.of("rocket", "1.1.0");
    assertThat(alice.put(second.path(), second.document()).status()).isEqualTo(500);
    assertThat(registry.versions("rocket")).hasSize(1);

    registry.sql("DROP INDEX no_more");
    assertThat(alice.put(second.path(), second.document()).status()).isEqualTo(201);
    assertThat(operator.run("audit", "verify").exit()).isZero();
  }

  static Stream<Arguments> tampering() {
    return Stream.of(
        tampered("UPDATE audit_event SET actor = 'person:mallory' WHERE seq = 4", 4, "not what"),
        tampered("UPDATE audit_event SET facts = '{}' WHERE seq = 1", 1, "not what was written"),
        tampered("UPDATE audit_event SET at = at + 1 WHERE seq = 2", 2, "not what was written"),
        tampered("UPDATE audit_event SET package = NULL WHERE seq = 2", 2, "not what was written"),
        tampered("UPDATE audit_event SET hash = 'x' WHERE seq = 3", 3, "not what was written"),
        tampered("DELETE FROM audit_event WHERE seq = 3", 3, "it is missing"),
        tampered("DELETE FROM audit_event WHERE seq <= 2", 1, "it is missing"),
        Arguments.of(
            steps(
                "DELETE FROM audit_event WHERE seq = 3",
                "UPDATE audit_event SET seq = 3 WHERE seq = 4",
                "UPDATE audit_event SET seq = 4 WHERE seq = 5"),
            3,
            "it is missing"),
        Arguments.of(
            steps(
                "UPDATE audit_event SET seq = 99 WHERE seq = 2",
                "UPDATE audit_event SET seq = 2 WHERE seq = 4",
                "UPDATE audit_event SET seq = 4 WHERE seq = 99"),
            2,
            "it stands before one that was written earlier"),
        Arguments.of(
            steps(
                "UPDATE audit_event SET seq = 6 WHERE seq = 5",
                "UPDATE audit_event SET seq = 5 WHERE seq = 4",
                FORGERY.formatted(4)),
            4,
            "it was put in later"),
        tampered(FORGERY.formatted(6), 6, "it was put in later"),
        tampered(FORGERY.formatted(0), 0, "it was put in later"),
        tampered("DELETE FROM audit_event WHERE seq >= 4", 4, "it and all after it are missing"),
        tampered("DELETE FROM audit_event", 1, "it and all after it are missing"),
        tampered("UPDATE audit_head SET seq = 3", 4, "it was put in later"),
        tampered("UPDATE audit_head SET hash = 'x'", 5, "not what was written"),
        tampered("UPDATE audit_head SET kept_hash = 'x'", 5, "not what was written"),
        tampered("UPDATE audit_event SET share = 3 WHERE seq = 2", 2, "not what was written"),
        tampered("UPDATE audit_event SET previous = 'x' WHERE seq = 2", 2, "not what was written"));
  }

  @ParameterizedTest
  @MethodSource("tampering")
  void tamperingIsFoundWhereItBegins(Consumer<TestRegistry> tampering, int seq, String how) {
    fiveEvents();
    tampering.accept(registry);

    var verified = operator.run("audit", "verify");
    assertThat(verified.exit()).isEqualTo(1);
    assertThat(verified.err())
        .startsWith("The audit log is broken at event %d: ".formatted(seq))
        .contains(how);
  }

  @Test
  void aLogThatWasCutOffAndEndedAnewIsFoundByWhoeverRemembersItsEnd() {
    fiveEvents();
    var head = operator.run("audit", "head").out().strip();
    var fourth = registry.events().get(3);
    registry.sql("DELETE FROM audit_event WHERE seq = 5");
    registry.sql(
        "UPDATE audit_head SET seq = 4, hash = ?, kept_seq = 4, kept_hash = ?",
        fourth.hash(),
        fourth.hash());

    assertThat(operator.run("audit", "verify").exit()).isZero();
    var verified = operator.run("audit", "verify", "--against", head);
    assertThat(verified.exit()).isEqualTo(1);
    SENTENCES.check(verified.err());
  }

  @Test
  void aLogThatWasWrittenAnewIsFoundByWhoeverRemembersItsEnd() {
    fiveEvents();
    var head = operator.run("audit", "head").out().strip();
    assertThat(operator.run("audit", "verify", "--against", head).exit()).isZero();
    registry.sql("DELETE FROM audit_event");
    var none = "0".repeat(64);
    registry.sql(
        "UPDATE audit_head SET seq = 0, hash = ?, kept_seq = 0, kept_hash = ?", none, none);
    registry.session("alice");
    fiveVersions("2");

    assertThat(operator.run("audit", "verify").exit()).isZero();
    SENTENCES.check(operator.run("audit", "verify", "--against", head).err());
  }

  @Test
  void whatIsNoEndIsRefused() {
    SENTENCES.check(operator.run("audit", "verify", "--against", "12-abc").err());
  }

  @Test
  void anExportCanBeCheckedWithNothingButSha256() {
    fiveEvents();
    var lines = operator.run("audit", "export").out().lines().toList();
    assertThat(lines).hasSize(5);

    var before = "0".repeat(64);
    for (var line : lines) {
      var hash = Json.readOwn(line).text("hash").orElseThrow();
      var rest = line.replace(",\"hash\":\"" + hash + "\"}", "}");
      assertThat(Secret.of(before + "\n" + rest).sha256()).isEqualTo(hash);
      before = hash;
    }
    assertThat(operator.run("audit", "head").out()).isEqualTo("5-" + before + "\n");
  }

  @Test
  void anExportGoesOnWhereAnotherEnded() {
    fiveEvents();
    var all = operator.run("audit", "export").out().lines().toList();
    var id = registry.events().get(2).id();

    assertThat(operator.run("audit", "export", "--since", "3").out().lines().toList())
        .isEqualTo(all.subList(3, 5));
    assertThat(operator.run("audit", "export", "--since", id).out().lines().toList())
        .isEqualTo(all.subList(3, 5));
    var unknown = operator.run("audit", "export", "--since", "nonsense");
    assertThat(unknown.exit()).isEqualTo(1);
    SENTENCES.check(unknown.err());
  }

  @Test
  void whoRunsTheRegistryReadsAllOfIt() {
    fiveEvents();
    registry.addUser("root", true);
    var root = registry.with(registry.session("root"));

    var first = root.get("/-/api/v1/audit?limit=2");
    assertThat(first.header("content-type")).contains("application/x-ndjson");
    assertThat(seqs(first)).containsExactly(1L, 2L);
    assertThat(seqs(root.get("/-/api/v1/audit?after=2"))).containsExactly(3L, 4L, 5L);
    assertThat(root.get("/-/api/v1/audit").text()).isEqualTo(operator.run("audit", "export").out());
    assertThat(root.get("/-/api/v1/audit/head").json().text("head"))
        .contains(operator.run("audit", "head").out().strip());
    assertThat(root.get("/-/api/v1/audit?after=x").problem()).isEqualTo("malformed-request");
  }

  @Test
  void nobodyElseReadsAllOfIt() {
    fiveEvents();
    var session = registry.with(registry.session("alice"));
    assertThat(session.get("/-/api/v1/audit").status()).isEqualTo(403);
    assertThat(session.get("/-/api/v1/audit/head").status()).isEqualTo(403);
    assertThat(registry.anyone().get("/-/api/v1/audit").status()).isEqualTo(401);
    registry.addUser("root", true);
    assertThat(registry.with(registry.token("root", true)).get("/-/api/v1/audit").status())
        .isEqualTo(403);
  }

  @Test
  void ownersReadWhatIsAboutTheirPackageTheLatestFirst() {
    fiveEvents();
    registry.trust("rocket", workflow("acme/rocket"));
    registry.exchange("rocket", registry.github().sign(job("acme/other")));
    registry.exchange("rocket", registry.github().sign(job("acme/rocket")));
    var session = registry.with(registry.session("alice"));

    var events = events(session.get("/-/api/v1/events/rocket?limit=3"));
    assertThat(events.stream().map(each -> each.text("kind").orElseThrow()))
        .containsExactly("token-exchanged", "publisher-pinned", "exchange-refused");
    assertThat(events.getFirst().object("facts").orElseThrow().object("verdict")).isPresent();
    assertThat(events.getLast().object("facts").orElseThrow().text("problem"))
        .contains("no-publisher");
    assertThat(session.get("/-/api/v1/events/rocket?limit=3").json().get("before")).isPresent();
    assertThat(events(session.get("/-/api/v1/events/rocket?before=6"))).hasSize(5);
  }

  @Test
  void nobodyElseReadsWhatIsAboutAPackage() {
    fiveEvents();
    registry.addUser("mallory", false);
    var mallory = registry.with(registry.session("mallory"));
    assertThat(mallory.get("/-/api/v1/events/rocket").status()).isEqualTo(403);
    assertThat(registry.anyone().get("/-/api/v1/events/rocket").status()).isEqualTo(401);
    assertThat(registry.with(registry.token("alice", true)).get("/-/api/v1/events/rocket").status())
        .isEqualTo(403);
  }

  private void fiveEvents() {
    registry.addUser("alice", false);
    fiveVersions("1");
  }

  private void fiveVersions(String major) {
    var alice = registry.with(registry.token("alice", true));
    IntStream.range(0, 5)
        .mapToObj(i -> TestPackage.of("rocket", major + ".0." + i))
        .forEach(version ->
            assertThat(alice.put(version.path(), version.document()).status()).isEqualTo(201));
  }

  private static Arguments tampered(String sql, int seq, String how) {
    return Arguments.of(steps(sql), seq, how);
  }

  private static Consumer<TestRegistry> steps(String... statements) {
    return registry -> Stream.of(statements).forEach(registry::sql);
  }

  private static List<Long> seqs(Client.Answer answer) {
    return answer.text().lines().map(line -> seq(Json.readOwn(line))).toList();
  }

  private static long seq(JsonObject event) {
    return Long.parseLong(Json.text(event.get("seq").orElseThrow()));
  }

  private static List<JsonObject> events(Client.Answer answer) {
    return answer.json().array("events").map(JsonArray::items).orElseThrow().stream()
        .map(JsonObject.class::cast)
        .toList();
  }
}

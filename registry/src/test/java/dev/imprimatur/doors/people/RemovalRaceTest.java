package dev.imprimatur.doors.people;

import static dev.imprimatur.doors.support.Trusting.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.Entry;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Consent;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every way in which somebody is put out, at the same instant as they publish, tag and deprecate:
 * whatever they did comes before the event by which they were put out. {@code -Prace} asks 200
 * times.
 */
@OnPostgres
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RemovalRaceTest {
  private static final String ROUNDS = "imprimatur.race.rounds";

  /** The ways to put somebody out. */
  enum Way {
    TEAM_ACCESS("team-access-removed"),
    TEAM_ACCESS_LESSENED("team-access-set"),
    TEAM_MEMBER("team-member-removed"),
    TEAM("team-removed"),
    MEMBER("member-removed"),
    OWNER("owner-removed"),
    COLLABORATOR("collaborator-removed"),
    TRANSFER("package-transferred");

    private final String event;

    Way(String event) {
      this.event = event;
    }
  }

  private final TestRegistry registry = TestRegistry.start();
  private Client alice;
  private Client bob;
  private int rounds;
  private int names;

  @BeforeAll
  void start() {
    rounds = Integer.getInteger(ROUNDS, registry.inside().manyWriteAtOnce() ? 8 : 1);
    Stream.of("alice", "bob", "carol").forEach(name -> registry.addUser(name, false));
    registry.addUser("root", true);
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    registry.terminal().run("team", "create", "acme:kept");
    alice = registry.with(registry.session("alice"));
    bob = registry.with(registry.token("bob", true));
  }

  @AfterAll
  void stop() {
    assertThat(registry.inside().breaches()).isEmpty();
    registry.close();
  }

  @ParameterizedTest
  @EnumSource
  void nobodyDoesAnythingAfterTheyWerePutOut(Way way) {
    for (int round = 0; round < rounds; round++) {
      boolean ofPeople = way == Way.OWNER || way == Way.COLLABORATOR || way == Way.TRANSFER;
      var name = (ofPeople ? "it-" : "@acme/it-") + ++names;
      publish(alice, name, "1.0.0");
      letIn(way, name);
      var statuses =
          AtOnce.all(
              IntStream.range(0, 4),
              i ->
                  switch (i) {
                    case 0 -> putOut(way, name);
                    case 1 -> publish(bob, name, "2.0.0");
                    case 2 -> bob.put(tag(name, "next"), "\"1.0.0\"").status();
                    default -> bob.put(tag(name, "beta"), "\"1.0.0\"").status();
                  });
      assertThat(statuses.getFirst()).as("%s: %s", way, statuses).isEqualTo(200);
      assertThat(statuses).allMatch(status -> status < 500);
      var events = registry.events().stream().filter(it -> concerns(it, name)).toList();
      long out = last(events, it -> it.kind().wire().equals(way.event));
      assertThat(out).as(way.event).isPositive();
      assertThat(last(events, it -> it.actor().equals("person:bob") && it.seq() > out))
          .as("%s: %s", way, statuses)
          .isZero();
      assertThat(publish(bob, name, "3.0.0")).isEqualTo(403);
    }
  }

  private static boolean concerns(Entry entry, String name) {
    return entry.packageName().equals(Optional.of(name))
        || entry.facts().text("organization").equals(Optional.of("acme"));
  }

  private static long last(List<Entry> events, Predicate<Entry> which) {
    return events.stream().filter(which).mapToLong(Entry::seq).max().orElse(0);
  }

  private void letIn(Way way, String name) {
    switch (way) {
      case OWNER -> {
        assertThat(alice.put(owners(name), "{\"user\":\"bob\"}").status()).isEqualTo(202);
        assertThat(Consent.accepted(registry.with(registry.session("bob"))).status())
            .isEqualTo(200);
      }
      case COLLABORATOR, TRANSFER ->
          assertThat(
                  registry.terminal().run("package", "collaborator", name, "bob", "write").exit())
              .isZero();
      default -> {
        registry.terminal().run("org", "member", "acme", "bob");
        registry.terminal().run("team", "rm", "acme:developers", "bob");
        registry.terminal().run("team", "create", "acme:crew");
        registry.terminal().run("team", "add", "acme:crew", "bob");
        registry.terminal().run("team", "grant", "acme:crew", name, "read-write");
      }
    }
  }

  private int putOut(Way way, String name) {
    var crew = "/-/team/acme/crew";
    return switch (way) {
      case TEAM_ACCESS ->
          alice.delete(crew + "/package", quoted("{'package':'" + name + "'}")).status();
      case TEAM_ACCESS_LESSENED ->
          alice
              .put(
                  crew + "/package", quoted("{'package':'" + name + "','permissions':'read-only'}"))
              .status();
      case TEAM_MEMBER -> alice.delete(crew + "/user", "{\"user\":\"bob\"}").status();
      case TEAM -> alice.delete(crew).status();
      case MEMBER -> alice.delete("/-/org/acme/user", "{\"user\":\"bob\"}").status();
      case OWNER, COLLABORATOR -> alice.delete(owners(name) + "/bob").status();
      case TRANSFER ->
          registry
              .with(registry.session("root"))
              .put("/-/api/v1/owner/" + name, "{\"owner\":\"carol\"}")
              .status();
    };
  }

  private static String owners(String name) {
    return "/-/package/" + name.replace("/", "%2f") + "/owners";
  }

  private static String tag(String name, String tag) {
    return "/-/package/" + name.replace("/", "%2f") + "/dist-tags/" + tag;
  }

  private static int publish(Client client, String name, String version) {
    var wanted = TestPackage.of(name, version);
    return client.put(wanted.path(), wanted.document()).status();
  }
}

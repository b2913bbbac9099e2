package dev.imprimatur.doors.trust;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.doors.support.Trusting.quoted;
import static dev.imprimatur.main.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Row;
import dev.imprimatur.access.Organizations.Member;
import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.access.UserName;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.main.Client;
import dev.imprimatur.main.TestPackage;
import dev.imprimatur.main.TestRegistry;
import dev.imprimatur.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every two ways to change whose a name is, or whom it trusts, at the same instant and from
 * different sessions: on a name that two wait for, and on a package of an organization. Whatever
 * order they come in, nobody has a say in what is not his. {@code -Prace} asks 200 times.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RaceMatrixTest {
  private static final String ROUNDS = "imprimatur.race.rounds";

  /** What somebody does, and somebody else does too. */
  enum Deed {
    PUBLISH,
    ADD,
    EDIT,
    PLAN,
    GIVE,
    LOCK,
    REMOVE_MEMBER
  }

  /** Who does the one thing, and who the other; each has signed in for himself. */
  private record Side(String user, Client session, Client writer, Client decider) {}

  private TestRegistry registry;
  private List<Side> sides;
  private int rounds;
  private int names;

  @BeforeAll
  void start() {
    registry = TestRegistry.start();
    rounds = Integer.getInteger(ROUNDS, registry.inside().manyWriteAtOnce() ? 5 : 1);
    Stream.of("alice", "bob", "carol", "mallory").forEach(name -> registry.addUser(name, false));
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    registry.terminal().run("org", "member", "acme", "bob", "--role", "owner");
    registry.terminal().run("org", "member", "acme", "carol", "--role", "owner");
    sides = List.of(side("alice"), side("mallory"));
  }

  private Side side(String user) {
    return new Side(
        user,
        registry.with(registry.session(user)),
        registry.with(registry.token(user, true)),
        registry.with(registry.session("carol")));
  }

  @AfterAll
  void stop() {
    registry.close();
  }

  static Stream<Arguments> pairs() {
    return Stream.of(Deed.values())
        .flatMap(one ->
            Stream.of(Deed.values())
                .filter(other -> one.compareTo(other) <= 0)
                .map(other -> Arguments.of(one, other)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  @Row({"P101", "P102"})
  void onAFreeName(Deed one, Deed other) {
    for (int round = 0; round < rounds; round++) {
      var name = "free-" + ++names;
      var ids =
          sides.stream()
              .map(side -> Trusting.add(side.session(), name, github("acme/" + name)))
              .toList();
      race(one, other, (deed, i) -> done(deed, new Matter(name, ids.get(i), sides.get(i))));
    }
  }

  /** The package is acme's, and it is carol who decides for it. */
  @ParameterizedTest
  @MethodSource("pairs")
  @Row({"P102", "P103"})
  void onAPackageOfAnOrganization(Deed one, Deed other) {
    for (int round = 0; round < rounds; round++) {
      var name = "taken-" + ++names;
      var first = TestPackage.of(name, "1.0.0");
      assertThat(sides.getFirst().writer().put(first.path(), first.document()).status())
          .isEqualTo(201);
      registry.sql("UPDATE package_owner SET owner = '@acme' WHERE package = ?", name);
      var ids =
          Stream.of("one", "two")
              .map(it -> Trusting.add(sides.getFirst().decider(), name, github("acme/" + it)))
              .toList();
      race(
          one,
          other,
          (deed, i) -> {
            var side = sides.get(i);
            var carols = new Side(side.user(), side.decider(), side.writer(), side.decider());
            return done(deed, new Matter(name, ids.get(i), carols));
          });
    }
  }

  /** Something that is done by one of the two. */
  private interface Doing {
    int of(Deed deed, int side);
  }

  private void race(Deed one, Deed other, Doing doing) {
    var statuses = AtOnce.all(IntStream.range(0, 2), i -> doing.of(i == 0 ? one : other, i));
    var breaches = registry.inside().breaches();
    for (var user : List.of("alice", "bob", "carol")) {
      member(user, true);
    }
    // What one round leaves behind is not the next one's; and there may be only so many that wait.
    registry.sql("DELETE FROM publisher");
    assertThat(statuses).as("%s and %s", one, other).allMatch(status -> status < 500);
    assertThat(breaches).as("%s and %s", one, other).isEmpty();
  }

  /** What it is about, and by whom. */
  private record Matter(String name, String publisher, Side side) {
    String path() {
      return Trusting.path(name);
    }
  }

  private int done(Deed deed, Matter matter) {
    var session = matter.side().session();
    var user = matter.side().user();
    return switch (deed) {
      case PUBLISH -> published(matter);
      case ADD -> session.post(matter.path(), "[" + quoted(github(user + "/added")) + "]").status();
      case EDIT ->
          session
              .put(matter.path() + "/" + matter.publisher(), quoted(github(user + "/edited")))
              .status();
      case PLAN ->
          session
              .post(
                  "/-/api/v1/trust/apply",
                  quoted(
                      "{'packages':{'%s':{'publishers':[%s]}}}"
                          .formatted(matter.name(), github(user + "/planned"))))
              .status();
      case GIVE ->
          session
              .put("/-/api/v1/owner/" + matter.name(), quoted("{'owner':'" + user + "'}"))
              .status();
      case LOCK ->
          session.put("/-/api/v1/publishing/" + matter.name(), "{\"ownOnly\":true}").status();
      case REMOVE_MEMBER -> member(user.equals("alice") ? "alice" : "carol", false);
    };
  }

  /** Half of them by a job, if it is let in, and half by a person. */
  private int published(Matter matter) {
    var wanted =
        TestPackage.of(matter.name(), matter.side().user().equals("alice") ? "2.0.0" : "3.0.0");
    if (matter.side().user().equals("alice")) {
      return matter.side().writer().put(wanted.path(), wanted.document()).status();
    }
    var token = registry.exchange(matter.name(), registry.github().sign(job("acme/two")));
    var writer =
        Optional.of(token)
            .filter(answer -> answer.status() == 201)
            .map(answer -> registry.with(answer.json().text("token").orElseThrow()))
            .orElse(matter.side().writer());
    return writer.put(wanted.path(), wanted.document()).status();
  }

  private int member(String user, boolean there) {
    var name = new UserName(user);
    try {
      registry
          .inside()
          .membership((membership, tx) -> {
            if (there) {
              membership.addMember(tx, "acme", new Member(name, Role.OWNER), event -> {});
            } else {
              membership.removeMember(tx, "acme", name, event -> {});
            }
          });
      return 200;
    } catch (ProblemException refused) {
      return 403;
    }
  }
}

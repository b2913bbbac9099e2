package dev.imprimatur.doors.trust;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.doors.support.Trusting.quoted;
import static dev.imprimatur.wiring.TestRegistry.KEY;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.access.Organizations.Member;
import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.access.UserName;
import dev.imprimatur.audit.Entry;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Consent;
import dev.imprimatur.doors.support.Issuing;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every two ways to change whose a name is, or whom it trusts, at the same instant and from
 * different sessions: on a name that two wait for, and on a package of an organization; and what
 * operators and owners decide about scopes and issuers while others rely on them. Whatever order
 * they come in, nobody has a say in what is not theirs. {@code -Prace} asks 200 times.
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

  /** A user who does one of the two deeds, with sessions of their own. */
  private record Side(String user, Client session, Client writer, Client decider) {}

  private TestRegistry registry;
  private List<Side> sides;
  private final Map<String, Client> receivers = new HashMap<>();
  private int rounds;
  private int names;

  @BeforeAll
  void start() {
    registry = TestRegistry.start();
    rounds = Integer.getInteger(ROUNDS, registry.inside().manyWriteAtOnce() ? 5 : 1);
    Stream.of("alice", "bob", "carol", "mallory").forEach(name -> registry.addUser(name, false));
    registry.addUser("root", true);
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    registry.terminal().run("org", "member", "acme", "bob", "--role", "owner");
    registry.terminal().run("org", "member", "acme", "carol", "--role", "owner");
    sides = List.of(side("alice"), side("mallory"));
    Stream.of("alice", "mallory")
        .forEach(name -> receivers.put(name, registry.with(registry.session(name))));
  }

  private Client receiver(String user) {
    return Objects.requireNonNull(receivers.get(user));
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
  @Covers({"P101", "P102"})
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
  @Covers({"P102", "P103"})
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

  /** Whose a scope is, and a name in it that is nobody's yet: the operator gives it to acme. */
  @ParameterizedTest
  @EnumSource(names = {"PUBLISH", "ADD", "EDIT", "PLAN"})
  @Covers("P115")
  void onAScopeThatBecomesAnOrganizations(Deed deed) {
    for (int round = 0; round < rounds; round++) {
      var scope = "scope-" + ++names;
      var name = "@" + scope + "/it";
      var mallory = sides.getLast();
      var id = Trusting.add(mallory.session(), name, github("mallory/it"));
      race(
          deed + " and a claim",
          i -> i == 0 ? done(deed, new Matter(name, id, mallory)) : claimed(scope));
      assertThat(last("version-published", it -> it.packageName().equals(Optional.of(name))))
          .isLessThan(
              last("scope-added", it -> it.facts().text("scope").equals(Optional.of(scope))));
    }
  }

  private int claimed(String scope) {
    registry.beside(() -> registry.inside().claimScope("acme", scope));
    return 200;
  }

  /** An owner closes all of the scope to people while one of them publishes. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Covers("P115")
  void onAScopeThatIsClosed(boolean there) {
    var lock = "/-/api/v1/publishing/@acme%2f*";
    for (int round = 0; round < rounds; round++) {
      var name = "@acme/it-" + ++names;
      var alice = sides.getFirst();
      if (there) {
        var first = TestPackage.of(name, "1.0.0");
        assertThat(alice.writer().put(first.path(), first.document()).status()).isEqualTo(201);
      }
      var input = new Matter(name, "", alice);
      race(
          "a publish and a lock",
          i ->
              i == 0
                  ? done(Deed.PUBLISH, input)
                  : alice.decider().put(lock, "{\"trustedOnly\":true}").status());
      assertThat(last("version-published", it -> it.packageName().equals(Optional.of(name))))
          .isLessThan(last("publishing-access-changed", it -> it.facts().truth("trustedOnly")));
      var open = alice.decider().put(lock, "{\"trustedOnly\":false}");
      assertThat(open.status()).as(open.text()).isEqualTo(200);
    }
  }

  /** Nothing that it signed is good from then on, also what was exchanged before. */
  @Test
  @Covers("P116")
  void onAnIssuerThatIsSwitchedOff() {
    var root = registry.with(registry.session("root"));
    var url = registry.github().issuer();
    for (int round = 0; round < rounds; round++) {
      var name = "signed-" + ++names;
      Trusting.add(sides.getFirst().session(), name, github("acme/two"));
      var job = registry.with(registry.minted(name, job("acme/two")));
      var wanted = TestPackage.of(name, "1.0.0");
      race(
          "a publish and a switch",
          i ->
              i == 0
                  ? job.put(wanted.path(), wanted.document()).status()
                  : root.post("/-/api/v1/issuers/disable?url=" + url, "").status());
      assertThat(last("version-published", it -> it.packageName().equals(Optional.of(name))))
          .isLessThan(last("issuer-disabled", it -> true));
      var on = root.post("/-/api/v1/issuers/enable?url=" + url, "");
      assertThat(on.status()).as(on.text()).isEqualTo(204);
    }
  }

  /** The number of the last such event; 0 if there is none. The order is that of commits. */
  private long last(String kind, Predicate<Entry> which) {
    return registry.events().stream()
        .filter(it -> it.kind().wire().equals(kind))
        .filter(which)
        .mapToLong(Entry::seq)
        .max()
        .orElse(0);
  }

  /** The operator takes an issuer away while an owner relies on it. */
  @ParameterizedTest
  @EnumSource(names = {"ADD", "EDIT", "PLAN"})
  @Covers("P116")
  void onAnIssuerThatIsTakenAway(Deed deed) {
    var root = registry.with(registry.session("root"));
    for (int round = 0; round < rounds; round++) {
      var name = "relying-" + ++names;
      var issuer = new Issuing("generic", "https://" + name + ".example", KEY);
      issuer.addTo(registry, "'claims':{'names':['job']},");
      var session = sides.getFirst().session();
      var id = Trusting.add(session, name, github("acme/" + name));
      var wanted = "{'type':'generic','claims':{'iss':'%s','job':'it'}}".formatted(issuer.url());
      var gone = "/-/api/v1/issuers?url=" + issuer.url();
      var statuses =
          race(
              deed + " and a removal",
              i ->
                  i == 0
                      ? relied(deed, session, new Relying(name, id, wanted))
                      : root.delete(gone).status());
      // Nobody undoes what the operator has done.
      assertThat(registry.inside().texts("issuer", "url").contains(issuer.url()))
          .as("%s: %s", deed, statuses)
          .isEqualTo(statuses.getLast() != 204);
      assertThat(statuses.contains(204))
          .as("%s: %s", deed, statuses)
          .isNotEqualTo(isTaken(statuses.getFirst()));
    }
  }

  private static boolean isTaken(int status) {
    return status == 200 || status == 201;
  }

  private record Relying(String name, String publisher, String wanted) {}

  private static int relied(Deed deed, Client session, Relying on) {
    var path = Trusting.path(on.name());
    var answer =
        switch (deed) {
          case ADD -> session.post(path, "[" + quoted(on.wanted()) + "]");
          case EDIT -> session.put(path + "/" + on.publisher(), quoted(on.wanted()));
          default ->
              session.post(
                  "/-/api/v1/trust/apply",
                  quoted(
                      "{'packages':{'%s':{'publishers':[%s]}}}".formatted(on.name(), on.wanted())));
        };
    return answer.status();
  }

  /** Something that is done by one of the two. */
  private interface Doing {
    int of(Deed deed, int side);
  }

  private void race(Deed one, Deed other, Doing doing) {
    race(one + " and " + other, i -> doing.of(i == 0 ? one : other, i));
  }

  private List<Integer> race(String what, IntFunction<Integer> doing) {
    var statuses = AtOnce.all(IntStream.range(0, 2), doing);
    var breaches = registry.inside().breaches();
    var reliedOn = registry.inside().texts("publisher", "issuer");
    var known = registry.inside().texts("issuer", "url");
    for (var user : List.of("alice", "bob", "carol")) {
      member(user, true);
    }
    // What one round leaves behind is not the next one's; and there may be only so many that wait.
    registry.sql("DELETE FROM publisher");
    assertThat(statuses).as(what).allMatch(status -> status < 500);
    assertThat(breaches).as(what).isEmpty();
    assertThat(known).as(what).containsAll(without(registry.github().issuer(), reliedOn));
    return statuses;
  }

  private static List<String> without(String builtIn, List<String> issuers) {
    return issuers.stream().filter(issuer -> !issuer.equals(builtIn)).toList();
  }

  /** What it is about, and by whom. */
  private record Matter(String name, String publisher, Side side) {
    String path() {
      return Trusting.path(name);
    }
  }

  private int done(Deed deed, Matter input) {
    var session = input.side().session();
    var user = input.side().user();
    return switch (deed) {
      case PUBLISH -> published(input);
      case ADD -> session.post(input.path(), "[" + quoted(github(user + "/added")) + "]").status();
      case EDIT ->
          session
              .put(input.path() + "/" + input.publisher(), quoted(github(user + "/edited")))
              .status();
      case PLAN ->
          session
              .post(
                  "/-/api/v1/trust/apply",
                  quoted(
                      "{'packages':{'%s':{'publishers':[%s]}}}"
                          .formatted(input.name(), github(user + "/planned"))))
              .status();
      case GIVE -> Consent.transferred(session, input.name(), user, receiver(user));
      case LOCK ->
          session.put("/-/api/v1/publishing/" + input.name(), "{\"ownOnly\":true}").status();
      case REMOVE_MEMBER -> member(user.equals("alice") ? "alice" : "carol", false);
    };
  }

  /** Half of them by a job, if it is let in, and half by a person. */
  private int published(Matter input) {
    var wanted =
        TestPackage.of(input.name(), input.side().user().equals("alice") ? "2.0.0" : "3.0.0");
    if (input.side().user().equals("alice")) {
      return input.side().writer().put(wanted.path(), wanted.document()).status();
    }
    var token = registry.exchange(input.name(), registry.github().sign(job("acme/two")));
    var writer =
        Optional.of(token)
            .filter(answer -> answer.status() == 201)
            .map(answer -> registry.with(answer.json().text("token").orElseThrow()))
            .orElse(input.side().writer());
    return writer.put(wanted.path(), wanted.document()).status();
  }

  private int member(String user, boolean there) {
    var name = new UserName(user);
    var owner = new Member(name, Role.OWNER);
    try {
      registry.beside(
          there
              ? () -> registry.inside().addMember("acme", owner)
              : () -> registry.inside().removeMember("acme", name));
      return 200;
    } catch (ProblemException refused) {
      return 403;
    }
  }
}

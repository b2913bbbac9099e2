package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.access.SecondFactorMode;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Proof;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.secondfactor.Purpose;
import dev.imprimatur.trust.Target;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every action of a person who may do it, by whether they have a second factor, what they have
 * shown of it, and what they chose to be asked for.
 */
final class SecondFactorTableTest {
  private static final PackageName NAME = new PackageName("rocket");
  private static final Target TARGET = Target.of(NAME);

  private static final List<Action> ACTIONS =
      List.of(
          new Action.SignedIn(),
          new Action.Browse(),
          new Action.Read(NAME),
          new Action.Search(),
          new Action.Star(NAME),
          new Action.Publish(NAME),
          new Action.Stage(NAME),
          new Action.WriteDocument(NAME),
          new Action.Tag(NAME),
          new Action.Deprecate(NAME),
          new Action.Review(),
          new Action.ReviewStaged(NAME),
          new Action.ReviewAllStaged(List.of(NAME)),
          new Action.Trust(TARGET),
          new Action.TrustAll(List.of(TARGET)),
          new Action.History(TARGET),
          new Action.Decide(TARGET),
          new Action.Transfer(NAME),
          new Action.SeeRights(NAME),
          new Action.Represent("acme"),
          new Action.SeeOrganization("acme"),
          new Action.ManageTeams("acme"),
          new Action.GrantTeams("acme", NAME),
          new Action.Unpublish(NAME),
          new Action.ListTokens(),
          new Action.ManageTokens(),
          new Action.ManageAccount(),
          new Action.ManageSessions(),
          new Action.Administer());

  @Test
  void everyActionByWhatWasShown() {
    try (var required = TestRegistry.with().secondFactorRequired().start();
        var optional = TestRegistry.start()) {
      var columns = new LinkedHashMap<String, Map<Action, String>>();
      columns.put("none, optional", answers(optional, person(optional), Proof.NONE));
      columns.put("none, required", answers(required, person(required), Proof.NONE));
      columns.putAll(enrolled(required));
      Approved.check("second-factors", text(columns));
    }
  }

  private static Caller.Person person(TestRegistry registry) {
    registry.addUser("alice", true);
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    var first = TestPackage.of(NAME.value(), "1.0.0");
    var token = registry.session("alice");
    assertThat(registry.with(token).put(first.path(), first.document()).status()).isEqualTo(201);
    return (Caller.Person) registry.inside().caller(token);
  }

  private static Map<String, Map<Action, String>> enrolled(TestRegistry registry) {
    var factor = registry.enrol("alice");
    var columns = new LinkedHashMap<String, Map<Action, String>>();
    for (var mode : SecondFactorMode.values()) {
      registry.setMode("alice", mode);
      var fresh = (Caller.Person) registry.inside().caller(registry.session("alice"));
      var now = Optional.of(registry.clock().instant());
      columns.put(mode.wire() + ", nothing", answers(registry, fresh, Proof.NONE));
      columns.put(
          mode.wire() + ", code", answers(registry, fresh, new Proof(now, Optional.empty())));
      var other = new Purpose(Purpose.Act.WRITE, "shuttle");
      columns.put(
          mode.wire() + ", for another thing",
          answers(registry, fresh, new Proof(now, Optional.of(other))));
    }
    var token = registry.session("alice");
    var shown =
        registry
            .with(token)
            .with("npm-otp", factor.code())
            .put("/-/package/rocket/dist-tags/next", "\"1.0.0\"");
    assertThat(shown.status()).isEqualTo(200);
    var later = (Caller.Person) registry.inside().caller(token);
    columns.put("auth-and-writes, minutes ago", answers(registry, later, Proof.NONE));
    return columns;
  }

  private static Map<Action, String> answers(
      TestRegistry registry, Caller.Person person, Proof proof) {
    var caller = person.with(proof);
    return ACTIONS.stream()
        .collect(
            Collectors.toMap(
                action -> action,
                action ->
                    registry
                        .inside()
                        .refusal(action, caller)
                        .map(SecondFactorTableTest::word)
                        .orElse("yes")));
  }

  private static String word(String code) {
    return switch (code) {
      case "one-time-password-required" -> "asked";
      case "second-factor-missing" -> "no";
      default -> throw new AssertionError(code);
    };
  }

  private static String text(Map<String, Map<Action, String>> columns) {
    var lines =
        ACTIONS.stream()
            .map(action ->
                action.getClass().getSimpleName()
                    + ": "
                    + columns.entrySet().stream()
                        .map(column -> column.getValue().get(action) + " " + column.getKey())
                        .collect(
                            Collectors.groupingBy(
                                cell -> cell.substring(0, cell.indexOf(' ')),
                                LinkedHashMap::new,
                                Collectors.mapping(
                                    cell -> cell.split(" ", 2)[1], Collectors.joining(" | "))))
                        .entrySet()
                        .stream()
                        .map(group -> "\n  %s: %s".formatted(group.getKey(), group.getValue()))
                        .collect(Collectors.joining()));
    var all = String.join(" | ", columns.keySet());
    return lines
        .map(line -> line.replace("\n  yes: " + all, " yes").replace(": \n", ":\n") + "\n")
        .collect(Collectors.joining());
  }

  /** Whoever adds an action decides here whether it needs a second factor. */
  @Test
  void noActionOfAPersonIsLeftOut() {
    var left =
        kinds(Action.class)
            .filter(kind -> ACTIONS.stream().noneMatch(kind::isInstance))
            .map(Class::getSimpleName);
    // Leave and Answer depend on what somebody was offered; the rest is for everybody or nobody.
    assertThat(left)
        .containsExactlyInAnyOrder("Nothing", "Operate", "Maintain", "Leave", "Answer", "SeeOwn");
  }

  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(SecondFactorTableTest::kinds)
        : Stream.of(type);
  }
}

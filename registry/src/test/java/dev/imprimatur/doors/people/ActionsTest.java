package dev.imprimatur.doors.people;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.access.Invitation;
import dev.imprimatur.access.InvitationId;
import dev.imprimatur.access.Offer;
import dev.imprimatur.access.OwnerName;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.trust.Target;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Every action, made by every kind of caller, of a private package of an organization. Where {@link
 * MatrixTest} asks at addresses, this asks Gate itself, which also decides for commands and for the
 * registry. Whoever a line does not name is refused.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ActionsTest {
  private static final PackageName NAME = new PackageName("@acme/closed");
  private static final String PINS = "'pins':{'repository_id':'7','repository_owner_id':'70'}";

  private final TestRegistry registry = TestRegistry.start();
  private final Map<String, Caller> callers = new LinkedHashMap<>();

  @BeforeAll
  void scene() {
    Stream.of("alice", "ada", "bob", "mallory").forEach(name -> registry.addUser(name, false));
    registry.addUser("root", true);
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    registry.terminal().run("org", "member", "acme", "bob");
    registry.terminal().run("org", "member", "acme", "ada", "--role", "admin");
    var first = TestPackage.of(NAME.value(), "1.0.0");
    var published =
        registry.with(registry.token("alice", true)).put(first.path(), first.document());
    assertThat(published.status()).as(published.text()).isEqualTo(201);
    var session = registry.with(registry.session("alice"));
    Trusting.add(session, NAME.value(), github("acme/rocket"));
    Trusting.add(
        session, NAME.value(), github("acme/reader", "'permissions':['readPackage']", PINS));
    Trusting.add(session, "@acme/*", github("acme/keeper", "'permissions':['managePublishers']"));

    callers.put("anyone", new Caller.Anyone());
    add("stranger", registry.session("mallory"));
    add("member", registry.session("bob"));
    add("admin", registry.session("ada"));
    add("owner", registry.session("alice"));
    add("owner's token", registry.token("alice", true));
    add("administrator", registry.session("root"));
    add("job that publishes", registry.minted(NAME.value(), job("acme/rocket")));
    add("job that manages", bought("manage-token/@acme%2f*", "acme/keeper"));
    add("job that reads", bought("read-token", "acme/reader"));
    callers.put("operator", new Caller.Operator());
    callers.put("registry", new Caller.Registry());
  }

  private void add(String name, String token) {
    callers.put(name, registry.inside().caller(token));
  }

  private String bought(String what, String repository) {
    var claims = job(repository).repositoryId("7").repositoryOwnerId("70");
    var answer = registry.with(registry.github().sign(claims)).post("/-/api/v1/oidc/" + what, "");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().text("token").orElseThrow();
  }

  @AfterAll
  void close() {
    registry.close();
  }

  private List<Action> actions() {
    var target = Target.of(NAME);
    var now = registry.clock().instant();
    var invitation =
        new Invitation(
            new InvitationId(new UUID(0, 1)),
            new Offer.Ownership(NAME),
            new OwnerName("mallory"),
            "person:alice",
            now,
            now.plusSeconds(60));
    return List.of(
        new Action.Nothing(),
        new Action.Browse(),
        new Action.SignedIn(),
        new Action.Search(),
        new Action.Read(NAME),
        new Action.Star(NAME),
        new Action.Publish(NAME),
        new Action.Stage(NAME),
        new Action.WriteDocument(NAME),
        new Action.Tag(NAME),
        new Action.Deprecate(NAME),
        new Action.Unpublish(NAME),
        new Action.Review(),
        new Action.ReviewStaged(NAME),
        new Action.ReviewAllStaged(List.of(NAME)),
        new Action.Trust(target),
        new Action.TrustAll(List.of(target, new Target("@acme/*"))),
        new Action.History(target),
        new Action.Decide(target),
        new Action.Transfer(NAME),
        new Action.SeeRights(NAME),
        new Action.Represent("acme"),
        new Action.ManageAccount(),
        new Action.ManageSessions(),
        new Action.SeeOrganization("acme"),
        new Action.ManageTeams("acme"),
        new Action.GrantTeams("acme", NAME),
        new Action.Leave("acme"),
        new Action.SeeOwn(),
        new Action.Answer(invitation),
        new Action.ListTokens(),
        new Action.ManageTokens(),
        new Action.Administer(),
        new Action.Operate(),
        new Action.Maintain());
  }

  @Test
  @Covers({"P01", "P25"})
  void everyActionByEveryKindOfCaller() {
    var text = new StringBuilder();
    for (var action : actions()) {
      var letIn = new ArrayList<String>();
      var unaware = new ArrayList<String>();
      callers.forEach((name, caller) -> {
        switch (registry.inside().refusal(action, caller).orElse("")) {
          case "" -> letIn.add(name);
          case "package-not-found", "organization-not-found", "invitation-not-found" ->
              unaware.add(name);
          case String code -> assertThat(code).isIn("not-allowed", "not-signed-in");
        }
      });
      text.append(line(action.getClass().getSimpleName(), letIn));
      if (!unaware.isEmpty()) {
        text.append(line("  there is none for", unaware));
      }
    }
    Approved.check("actions", text.toString());
  }

  private static String line(String title, List<String> names) {
    return "%s: %s\n".formatted(title, names.isEmpty() ? "nobody" : String.join("; ", names));
  }

  @Test
  void noActionAndNoKindOfCallerIsLeftOut() {
    assertThat(actions().stream().<Class<?>>map(Object::getClass))
        .containsExactlyInAnyOrderElementsOf(kinds(Action.class));
    assertThat(callers.values().stream().<Class<?>>map(Object::getClass))
        .containsAll(kinds(Caller.class));
    var grants =
        callers.values().stream()
            .filter(Caller.Job.class::isInstance)
            .<Class<?>>map(caller -> ((Caller.Job) caller).grant().getClass());
    assertThat(grants).containsExactlyInAnyOrderElementsOf(kinds(Grant.OfJob.class));
  }

  private static List<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(each -> kinds(each).stream()).toList()
        : List.of(type);
  }
}

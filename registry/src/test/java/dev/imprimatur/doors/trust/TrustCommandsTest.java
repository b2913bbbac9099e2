package dev.imprimatur.doors.trust;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.Terminal;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the operator does about trusted publishers with commands, beside a server. */
final class TrustCommandsTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String PUBLISHERS = "/-/api/v1/publishers/rocket";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    alice = registry.maintainerOf("rocket", "alice");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private JsonObject shown() {
    return Trusting.list(alice.get(PUBLISHERS)).getFirst();
  }

  @Test
  void anEditChangesSettingsAndNothingElse() {
    var id = Trusting.add(alice, "rocket", github("acme/rocket", "'label':'release'"));
    var minted = registry.with(registry.minted("rocket", job("acme/rocket")));
    var before = shown();
    var said = registry.terminal().run("trust", "edit", id, "--environment", "npm");
    assertThat(said.exit()).as(said.err()).isZero();
    var after = shown();
    var claims = after.object("claims").orElseThrow();
    assertThat(claims.text("environment")).contains("npm");
    assertThat(claims.text("repository")).contains("acme/rocket");
    for (var same : List.of("label", "permissions", "pins", "createdBy", "createdAt")) {
      assertThat(after.get(same)).as(same).isEqualTo(before.get(same));
    }
    assertThat(after.get("label")).contains(new JsonText("release"));
    assertThat(minted.get("/-/whoami").status()).isEqualTo(401);
    assertThat(registry.events().getLast())
        .satisfies(event -> {
          assertThat(event.kind()).isEqualTo(EventKind.PUBLISHER_EDITED);
          assertThat(event.actor()).isEqualTo("operator");
          assertThat(event.facts().truth("loosened")).isFalse();
        });
  }

  @Test
  void anEditThatMakesNoSenseIsRefused() {
    var id = Trusting.add(alice, "rocket", github("acme/rocket"));
    var before = shown();
    var other = registry.terminal().run("trust", "edit", id, "--project", "acme/rocket");
    assertThat(other.err()).contains("GitHub Actions has no --project");
    var file = registry.terminal().run("trust", "edit", id, "--file", "a/b.yml");
    assertThat(file.err()).contains("is not a workflow file");
    var unknown = "00000000-0000-7000-8000-000000000000";
    var missing = registry.terminal().run("trust", "edit", unknown, "--file", "a.yml");
    assertThat(missing.err()).contains("no trusted publisher " + '"' + unknown);
    for (var said : List.of(other, file, missing)) {
      assertThat(said.exit()).isEqualTo(1);
    }
    assertThat(shown()).isEqualTo(before);
  }

  /** Another project has to prove again who it is. */
  @Test
  void anEditToAnotherProjectForgetsWhoTheFormerWas() {
    var id = Trusting.add(alice, "rocket", github("acme/rocket"));
    registry.minted("rocket", job("acme/rocket"));
    assertThat(shown().object("pins").orElseThrow().members()).isNotEmpty();
    var said = registry.terminal().run("trust", "edit", id, "--repository", "acme/shuttle");
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(shown().object("pins").orElseThrow().members()).isEmpty();
    var former = registry.exchange("rocket", registry.github().sign(job("acme/rocket")));
    assertThat(former.problem()).isEqualTo("no-publisher");
    var now = registry.exchange("rocket", registry.github().sign(job("acme/shuttle")));
    assertThat(now.status()).isEqualTo(201);
  }

  private Terminal.Said done(String... arguments) {
    var said = registry.terminal().run(arguments);
    assertThat(said.exit()).as(said.err()).isZero();
    return said;
  }

  private Terminal.Said refused(int exit, String... arguments) {
    var said = registry.terminal().run(arguments);
    assertThat(said.exit()).as(said.out()).isEqualTo(exit);
    return said;
  }

  private Client.Answer exchange(JobClaims claims) {
    return registry.exchange("rocket", registry.github().sign(claims));
  }

  private static JobClaims original() {
    return job("acme/rocket").repositoryId("7").repositoryOwnerId("70");
  }

  @Test
  void aPauseTakesNothingAndAResumeLetsItBack() {
    var id = Trusting.add(alice, "rocket", github("acme/rocket"));
    var minted = registry.with(registry.minted("rocket", job("acme/rocket")));
    assertThat(done("trust", "pause", id).out()).contains("(paused: the operator paused it)");
    assertThat(minted.put("/rocket", TestPackage.of("rocket", "1.1.0").document()).status())
        .isEqualTo(401);
    var during = exchange(job("acme/rocket"));
    SENTENCES.refused(during, "policy");
    assertThat(done("trust", "resume", id).out()).doesNotContain("paused");
    assertThat(minted.put("/rocket", TestPackage.of("rocket", "1.1.0").document()).status())
        .isEqualTo(201);
    assertThat(registry.events())
        .filteredOn(event -> event.actor().equals("operator"))
        .extracting(each -> each.kind().wire())
        .containsSubsequence("publisher-paused", "publisher-resumed");
    var unknown = "00000000-0000-7000-8000-000000000000";
    for (var verb : List.of("pause", "resume", "reopen")) {
      assertThat(refused(1, "trust", verb, unknown).err()).contains("no trusted publisher");
      assertThat(refused(2, "trust", verb).err()).contains("ID");
    }
  }

  @Test
  void aPublisherThatWasNotUsedInTimeIsOpenedAgain() {
    var id = Trusting.add(alice, "rocket", github("acme/rocket"));
    registry.clock().advance(Duration.ofDays(31));
    SENTENCES.check(exchange(original()).message());
    done("trust", "reopen", id);
    assertThat(exchange(original()).status()).isEqualTo(201);
    assertThat(registry.events()).anyMatch(event -> event.kind() == EventKind.PUBLISHER_REOPENED);
  }

  @Test
  @OnPostgres
  void aProjectThatCameIsAcceptedOnce() {
    Trusting.add(alice, "rocket", github("acme/rocket"));
    var minted = registry.with(registry.minted("rocket", original()));
    assertThat(done("trust", "decisions").out()).isEmpty();
    assertThat(exchange(original().repositoryId("8")).problem()).isEqualTo("identity-drift");
    var listed = done("trust", "decisions", "rocket").out();
    assertThat(listed)
        .contains("  rocket  recreated  \"acme/rocket\"  (repository_id \"8\", ", "1 times");
    assertThat(done("trust", "decisions").out()).isEqualTo(listed);
    var id = listed.substring(0, 36);

    assertThat(refused(2, "trust", "decide", "rocket", id, "maybe").err())
        .contains("\"maybe\" is no choice");
    assertThat(refused(1, "trust", "decide", "shuttle", id, "accept").err()).contains(id);
    done("trust", "decide", "rocket", id, "accept");
    assertThat(exchange(original().repositoryId("8")).status()).isEqualTo(201);
    assertThat(exchange(original()).problem()).isEqualTo("identity-drift");
    assertThat(minted.get("/-/whoami").status()).isEqualTo(401);
    assertThat(registry.events())
        .anyMatch(event ->
            event.kind() == EventKind.IDENTITY_DRIFT_DECIDED
                && event.actor().equals("operator")
                && event.facts().truth("accepted"));
    assertThat(refused(1, "trust", "decide", "rocket", id, "dismiss").err()).contains(id);
    // It is the former project now about which nobody has decided.
    assertThat(done("trust", "decisions").out()).contains("repository_id \"7\"").doesNotContain(id);
  }

  @Test
  void aProjectThatIsDismissedStaysOut() {
    Trusting.add(alice, "rocket", github("acme/rocket"));
    registry.minted("rocket", original());
    var taken = original().repositoryId("8").repositoryOwnerId("80");
    assertThat(exchange(taken).problem()).isEqualTo("no-publisher");
    var listed = done("trust", "decisions", "rocket").out();
    assertThat(listed).contains("replaced");
    done("trust", "decide", "rocket", listed.substring(0, 36), "dismiss");
    assertThat(exchange(taken).problem()).isEqualTo("no-publisher");
    assertThat(exchange(original()).status()).isEqualTo(201);
    assertThat(done("trust", "decisions").out()).isEmpty();
  }
}

package dev.imprimatur.doors;

import static dev.imprimatur.doors.Trusting.github;
import static dev.imprimatur.main.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.main.Client;
import dev.imprimatur.main.TestPackage;
import dev.imprimatur.main.TestRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the operator does about trusted publishers with commands, beside a server. */
final class TrustCommandsTest {
  private static final String PUBLISHERS = "/-/api/v1/publishers/rocket";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    var writer = registry.with(registry.user("alice"));
    assertThat(writer.put("/rocket", TestPackage.of("rocket", "1.0.0").document()).status())
        .isEqualTo(201);
    alice = registry.with(registry.session("alice"));
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
          assertThat(event.kind()).isEqualTo("publisher-edited");
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
}

package dev.imprimatur.doors.publish;

import static dev.imprimatur.doors.publish.StageScene.GITHUB;
import static dev.imprimatur.doors.publish.StageScene.approve;
import static dev.imprimatur.doors.publish.StageScene.id;
import static dev.imprimatur.doors.publish.StageScene.run;
import static dev.imprimatur.doors.publish.StageScene.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.wiring.TestPackage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where owners want four eyes, nobody approves what they staged or had staged. */
final class FourEyesTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final TestPackage ONE = TestPackage.of("@acme/one", "1.0.0");
  private static final TestPackage TWO = TestPackage.of("@acme/two", "1.0.0");

  private final StageScene scene = StageScene.start();

  @BeforeEach
  void wantFourEyes() {
    scene.run("package", "access", "@acme/*", "--four-eyes");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private void link(String user, String subject) {
    scene.run("user", "ci-account", user, "--issuer", GITHUB, "--subject", subject);
  }

  @Test
  @Covers("S62")
  void whoStagedAVersionDoesNotApproveIt() {
    var id = id(stage(scene.alice, ONE));
    var own = approve(scene.alice, id);
    assertThat(own.status()).isEqualTo(403);
    SENTENCES.refused("their own", own, "own-approval");
    assertThat(approve(scene.bob, id).status()).isEqualTo(201);

    // Rejecting it is theirs as well.
    var other = id(stage(scene.bob, TWO));
    assertThat(scene.bob.delete("/-/stage/" + other).status()).isEqualTo(204);
  }

  @Test
  @Covers("S62")
  void whoStagedItWithATokenDoesNotApproveItSignedIn() {
    var id = id(stage(scene.registry.with(scene.registry.token("alice", true)), ONE));
    assertThat(approve(scene.alice, id).problem()).isEqualTo("own-approval");
    assertThat(approve(scene.bob, id).status()).isEqualTo(201);
  }

  @Test
  @Covers("S62")
  void whosePushStartedTheRunDoesNotApproveWhatItStaged() {
    link("alice", "Alice-GH");
    link("bob", "4711");
    var byAlice = scene.staged(ONE, run("1", "alice-gh"));
    SENTENCES.refused("a run of theirs", approve(scene.alice, byAlice), "own-approval");
    assertThat(approve(scene.bob, byAlice).status()).isEqualTo(201);
    // By its id it is the same account, whatever it is called by now.
    var byBob = scene.staged(TWO, run("2", "bob-of-old").with("actor_id", "4711"));
    assertThat(approve(scene.bob, byBob).problem()).isEqualTo("own-approval");
    assertThat(approve(scene.alice, byBob).status()).isEqualTo(201);
  }

  /** Nothing known is nothing proven: it may have been them. */
  @Test
  void whoseAccountNobodyKnowsApprovesNoRunThatSomebodyStarted() {
    var id = scene.staged(ONE, run("1", "somebody"));
    var refused = approve(scene.bob, id);
    assertThat(refused.status()).isEqualTo(403);
    SENTENCES.refused("unknown", refused, "approver-unknown");
    scene.run(
        "user", "ci-account", "bob", "--issuer", "https://gitlab.com", "--subject", "somebody");
    assertThat(approve(scene.bob, id).problem()).isEqualTo("approver-unknown");
    link("bob", "bob-gh");
    assertThat(approve(scene.bob, id).status()).isEqualTo(201);
    scene.run("user", "ci-account", "bob", "--issuer", GITHUB, "--forget");
    assertThat(approve(scene.bob, scene.staged(TWO, run("2", "else"))).problem())
        .isEqualTo("approver-unknown");
  }

  /** Otherwise who lifts the rule could approve their own, and set it again. */
  @Test
  void whatWasStagedUnderTheRuleStaysUnderIt() {
    var id = id(stage(scene.alice, ONE));
    scene.run("package", "access", "@acme/*");
    assertThat(approve(scene.alice, id).problem()).isEqualTo("own-approval");
    var later = id(stage(scene.alice, TWO));
    assertThat(approve(scene.alice, later).status()).isEqualTo(201);

    var before = id(stage(scene.alice, TestPackage.of("@acme/three", "1.0.0")));
    scene.run("package", "access", "@acme/three", "--four-eyes");
    assertThat(approve(scene.alice, before).problem()).isEqualTo("own-approval");
    assertThat(approve(scene.bob, id).status()).isEqualTo(201);
  }

  /** Who started a run is nobody's business once it is decided. */
  @Test
  void whoStartedARunIsForgotten() {
    link("bob", "bob-gh");
    var id = scene.staged(ONE, run("1", "octocat-of-old"));
    assertThat(scene.bob.get("/-/stage/" + id).text()).doesNotContain("octocat-of-old");
    assertThat(approve(scene.bob, id).status()).isEqualTo(201);
    assertThat(scene.registry.rows("held_version")).isZero();
    assertThat(scene.registry.events().toString()).doesNotContain("octocat-of-old");
    assertThat(scene.alice.get("/@acme%2fone").text()).doesNotContain("octocat-of-old");
    assertThat(scene.registry.logged().toString()).doesNotContain("octocat-of-old");
  }

  /** To approve is another permission than to publish, and neither comes with the other. */
  @Test
  void whoIsNamedToApproveApprovesAndNobodyElse() {
    scene.run("package", "access", "@acme/*", "--approver", "mallory", "--staged-only");
    var mallory = scene.registry.with(scene.registry.session("mallory"));
    var token = scene.registry.with(scene.registry.token("mallory", true));
    var id = id(stage(scene.alice, ONE));
    SENTENCES.check("an owner", approve(scene.alice, id).message());
    assertThat(approve(scene.bob, id).status()).isEqualTo(403);
    assertThat(approve(token, id).status()).isEqualTo(404);
    assertThat(stage(mallory, TWO).status()).isEqualTo(403);
    assertThat(mallory.put(TWO.path(), TWO.document()).status()).isEqualTo(403);
    assertThat(mallory.get("/-/stage/" + id + "/tarball").bytes()).isEqualTo(ONE.tarball());
    assertThat(approve(mallory, id).status()).isEqualTo(201);
    assertThat(mallory.get("/@acme%2fone").status()).isEqualTo(404);
    scene.registry.disable("mallory");
    assertThat(approve(mallory, id(stage(scene.alice, TWO))).status()).isEqualTo(401);
  }
}

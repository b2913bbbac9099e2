package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.ci.GitLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job stages with pnpm or yarn, and a maintainer decides with the same program. */
final class OtherClientsStageTest {
  private static final String NAME = "@acme/staged";
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final CiSystems systems = new CiSystems();

  @TempDir private Path folder;
  private Street street;
  private String token = "";

  @BeforeEach
  void open() {
    street = systems.street(folder);
    var operator = street.operator();
    operator.run("org", "add", "acme", "--owner", Street.OWNER);
    operator.run(
        "trust",
        "add",
        NAME,
        "gitlab",
        "--project",
        "acme/rocket",
        "--file",
        ".gitlab-ci.yml",
        "--allow-stage-publish");
    token = session();
  }

  /** Of somebody who signed in with a password: a granular token approves nothing. */
  private String session() {
    var login =
        "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(Street.OWNER, Imprimatur.PASSWORD);
    try (var web = new Web("")) {
      var address = street.server().at("/-/user/org.couchdb.user:" + Street.OWNER);
      return Json.object(web.publish(address, BodyPublishers.ofString(login)).body()).text("token");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void close() {
    try (systems) {
      street.close();
    }
  }

  /** In the middle of a job; yarn asks others than GitLab for an audience with a port. */
  private Workplace runner(Npm client, String version) {
    var job = GitLab.push("acme/rocket").audience("npm:localhost");
    var variables = systems.gitlab().job(job).environment();
    return street.workplace(client, variables).project(NAME, version);
  }

  @Test
  void pnpm() {
    var pnpm = Clients.orSkip(Clients.pnpm());
    var desk = street.desk(pnpm).token(street.server(), token).project(NAME, "0.0.0");
    pnpmSettings(desk);
    var id = stagedByPnpm(pnpm, "1.0.0");
    assertNothingPublished();

    assertThat(desk.npm("stage", "list", NAME).done().out()).contains(id, "1.0.0");
    assertThat(desk.npm("stage", "view", id).done().out()).contains(NAME, "1.0.0");
    desk.npm("stage", "download", id).done();
    assertThat(desk.project().toFile().list())
        .anyMatch(file -> file.contains("1.0.0") && file.endsWith(".tgz"));
    desk.npm("stage", "approve", id).done();
    assertApproved();

    var other = stagedByPnpm(pnpm, "1.1.0");
    desk.npm("stage", "reject", other).done();
    assertThat(desk.npm("stage", "approve", other).refused().toString())
        .contains("No staged package version found with the provided ID");
  }

  private String stagedByPnpm(Npm pnpm, String version) {
    var runner = runner(pnpm, version);
    pnpmSettings(runner);
    runner.npm("stage", "publish", "--no-git-checks").done();
    return waiting();
  }

  private void pnpmSettings(Workplace workplace) {
    workplace.file(".npmrc", "registry=" + street.url() + "\n");
  }

  @Test
  void yarn() {
    var yarn = Clients.orSkip(Clients.yarn());
    var desk = street.desk(yarn).project(NAME, "0.0.0");
    yarnSettings(desk, "npmAuthToken: \"%s\"\n".formatted(token));
    var id = stagedByYarn(yarn, "1.0.0");
    assertNothingPublished();

    assertThat(desk.npm("npm", "stage", "list", NAME).done().out()).contains(id, "1.0.0");
    desk.npm("npm", "stage", "approve", id).done();
    assertApproved();

    var other = stagedByYarn(yarn, "1.1.0");
    desk.npm("npm", "stage", "reject", other).done();
    desk.npm("npm", "stage", "approve", other).refused();
  }

  private String stagedByYarn(Npm yarn, String version) {
    var runner = runner(yarn, version);
    yarnSettings(runner, "");
    runner.npm("install", "--mode=skip-build").done();
    runner.npm("npm", "publish", "--staged").done();
    return waiting();
  }

  private void yarnSettings(Workplace workplace, String more) {
    workplace.file("yarn.lock", "").file(".yarnrc.yml", street.yarnSettings() + more);
  }

  /** The id of the one that waits; these programs say it each in its own way. */
  private String waiting() {
    try (var web = new Web(token)) {
      var listed = ID.matcher(web.json(street.server().at("/-/stage")).value().toString());
      assertThat(listed.find()).isTrue();
      return listed.group();
    }
  }

  private void assertNothingPublished() {
    assertThat(new Web("").status(street.server().at("/" + NAME))).isEqualTo(404);
  }

  private void assertApproved() {
    var packument = new Web("").json(street.server().at("/" + NAME));
    assertThat(packument.text("versions", "1.0.0", "_npmUser", "trustedPublisher", "id"))
        .isEqualTo("gitlab");
    assertThat(packument.text("versions", "1.0.0", "_npmUser", "approver", "name"))
        .isEqualTo(Street.OWNER);
  }
}

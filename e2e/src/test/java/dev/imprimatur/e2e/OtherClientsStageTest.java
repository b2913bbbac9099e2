package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.ci.GitLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A job stages with pnpm or yarn, and a maintainer decides with the same program. */
@ExtendWith(E2eEnvironments.OfClass.class)
final class OtherClientsStageTest {
  private static final String BY_PNPM = "@acme/staged-by-pnpm";
  private static final String BY_YARN = "@acme/staged-by-yarn";
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final CiSystems SYSTEMS = new CiSystems();

  private final E2eEnvironment surroundings;
  private final String token;

  OtherClientsStageTest(E2eEnvironments environments) {
    surroundings = environments.only(OtherClientsStageTest::staging);
    token = session();
  }

  /** Of somebody who signed in with a password: a granular token approves nothing. */
  private String session() {
    var login =
        "{\"name\":\"%s\",\"password\":\"%s\"}"
            .formatted(E2eEnvironment.OWNER, Imprimatur.PASSWORD);
    try (var web = new Web("")) {
      var address = surroundings.server().at("/-/user/org.couchdb.user:" + E2eEnvironment.OWNER);
      return Json.object(web.publish(address, BodyPublishers.ofString(login)).body()).text("token");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static E2eEnvironment staging(Path folder) {
    var surroundings = SYSTEMS.surroundings(folder);
    var claims =
        Json.members(
            "project_path",
            "acme/rocket",
            "ci_config_ref_uri",
            Json.members("file", ".gitlab-ci.yml"));
    var permissions = List.of("createStagedPackage");
    var publisher = Json.members("type", "gitlab", "claims", claims, "permissions", permissions);
    surroundings.owner().trust(BY_PNPM, publisher);
    surroundings.owner().trust(BY_YARN, publisher);
    return surroundings;
  }

  @AfterAll
  static void close() {
    SYSTEMS.close();
  }

  /** In the middle of a job; yarn asks others than GitLab for an audience with a port. */
  private ClientMachine runner(Npm client, String name, String version) {
    var job = GitLab.push("acme/rocket").audience("npm:localhost");
    var variables = SYSTEMS.gitlab().job(job).environment();
    return surroundings.machine(client, variables).project(name, version);
  }

  @Test
  void pnpm() {
    var pnpm = Clients.orSkip(Clients.pnpm());
    var machine =
        surroundings.machine(pnpm).token(surroundings.server(), token).project(BY_PNPM, "0.0.0");
    pnpmSettings(machine);
    var id = stagedByPnpm(pnpm, "1.0.0");
    assertNothingPublished(BY_PNPM);

    assertThat(machine.npm("stage", "list", BY_PNPM).done().out()).contains(id, "1.0.0");
    assertThat(machine.npm("stage", "view", id).done().out()).contains(BY_PNPM, "1.0.0");
    machine.npm("stage", "download", id).done();
    assertThat(machine.project().toFile().list())
        .anyMatch(file -> file.contains("1.0.0") && file.endsWith(".tgz"));
    machine.npm("stage", "approve", id).done();
    assertApproved(BY_PNPM);

    var other = stagedByPnpm(pnpm, "1.1.0");
    machine.npm("stage", "reject", other).done();
    assertThat(machine.npm("stage", "approve", other).refused().toString())
        .contains("No staged package version found with the provided ID");
  }

  private String stagedByPnpm(Npm pnpm, String version) {
    var runner = runner(pnpm, BY_PNPM, version);
    pnpmSettings(runner);
    runner.npm("stage", "publish", "--no-git-checks").done();
    return waiting(BY_PNPM);
  }

  private void pnpmSettings(ClientMachine machine) {
    machine.file(".npmrc", "registry=" + surroundings.url() + "\n");
  }

  @Test
  void yarn() {
    var yarn = Clients.orSkip(Clients.yarn());
    var machine = surroundings.machine(yarn).project(BY_YARN, "0.0.0");
    yarnSettings(machine, "npmAuthToken: \"%s\"\n".formatted(token));
    var id = stagedByYarn(yarn, "1.0.0");
    assertNothingPublished(BY_YARN);

    assertThat(machine.npm("npm", "stage", "list", BY_YARN).done().out()).contains(id, "1.0.0");
    machine.npm("npm", "stage", "approve", id).done();
    assertApproved(BY_YARN);

    var other = stagedByYarn(yarn, "1.1.0");
    machine.npm("npm", "stage", "reject", other).done();
    machine.npm("npm", "stage", "approve", other).refused();
  }

  private String stagedByYarn(Npm yarn, String version) {
    var runner = runner(yarn, BY_YARN, version);
    yarnSettings(runner, "");
    runner.npm("install", "--mode=skip-build").done();
    runner.npm("npm", "publish", "--staged").done();
    return waiting(BY_YARN);
  }

  private void yarnSettings(ClientMachine machine, String more) {
    machine.file("yarn.lock", "").file(".yarnrc.yml", surroundings.yarnSettings() + more);
  }

  /** The id of the one that waits; these programs say it each in its own way. */
  private String waiting(String name) {
    try (var web = new Web(token)) {
      var listed =
          ID.matcher(
              web.json(surroundings.server().at("/-/stage?package=" + name)).value().toString());
      assertThat(listed.find()).isTrue();
      return listed.group();
    }
  }

  private void assertNothingPublished(String name) {
    assertThat(new Web("").status(surroundings.server().at("/" + name))).isEqualTo(404);
  }

  private void assertApproved(String name) {
    var packument = new Web("").json(surroundings.server().at("/" + name));
    assertThat(packument.text("versions", "1.0.0", "_npmUser", "trustedPublisher", "id"))
        .isEqualTo("gitlab");
    assertThat(packument.text("versions", "1.0.0", "_npmUser", "approver", "name"))
        .isEqualTo(E2eEnvironment.OWNER);
  }
}

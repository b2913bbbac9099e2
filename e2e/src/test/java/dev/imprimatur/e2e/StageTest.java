package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.JobClaims;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A job may do nothing but stage, and a maintainer decides with npm's own commands. */
@ExtendWith(E2eEnvironments.OfClass.class)
final class StageTest {
  private static final JobClaims JOB = JobClaims.of("acme/rocket", "publish.yml");
  private static final String NAME = "@acme/staged";
  private static final Pattern STAGED = Pattern.compile("staged with id ([0-9a-f-]{36})");

  private final Npm npm = Clients.newest();
  private final E2eEnvironment surroundings;

  StageTest(E2eEnvironments environments) {
    this.surroundings = environments.of(npm);
  }

  @Test
  void whatAJobStagesAMaintainerApprovesOrRejects() {
    surroundings.publish(NAME, "1.0.0");
    var machine =
        surroundings.machine(npm).token(surroundings.server(), surroundings.owner().token());
    trust(machine.project(NAME, "1.0.0"));

    assertThat(runner("1.1.0").npm("publish", "--registry", surroundings.url()).refused().err())
        .contains("lacks the permission \"createPackage\"");
    var id = staged("1.1.0");
    assertThat(versions()).containsExactly("1.0.0");

    var listed = machine.npm("stage", "list", NAME, "--registry", surroundings.url()).done().out();
    assertThat(listed).contains(id, "staged by: GitHub Actions (trusted automation)");
    var all = machine.npm("stage", "list", "--json", "--registry", surroundings.url()).done().out();
    assertThat(all).contains(id, "\"packageName\": \"" + NAME + "\"");
    var viewed =
        machine.npm("stage", "view", id, "--json", "--registry", surroundings.url()).done();
    assertThat(Json.object(viewed.out()).text("version")).isEqualTo("1.1.0");
    machine.npm("stage", "download", id, "--registry", surroundings.url()).done();
    assertThat(machine.project().resolve("acme-staged-1.1.0-" + id + ".tgz")).isNotEmptyFile();

    machine.npm("stage", "approve", id, "--registry", surroundings.url()).done();
    var packument = new Web("").json(surroundings.server().at("/" + NAME));
    assertThat(packument.text("dist-tags", "latest")).isEqualTo("1.1.0");
    assertThat(packument.text("versions", "1.1.0", "_npmUser", "trustedPublisher", "id"))
        .isEqualTo("github");
    assertThat(packument.text("versions", "1.1.0", "_npmUser", "approver", "name"))
        .isEqualTo(E2eEnvironment.OWNER);
    var consumer = surroundings.machine(npm).consumer();
    consumer.npm("install", NAME, "--registry", surroundings.url()).done();
    assertThat(consumer.read("node_modules/" + NAME + "/index.js")).isEqualTo(ClientMachine.CODE);

    var other = staged("1.2.0");
    machine.npm("stage", "reject", other, "--registry", surroundings.url()).done();
    assertThat(machine.npm("stage", "list", "--registry", surroundings.url()).done().out())
        .contains("No staged packages found.");
    assertThat(
            machine
                .npm("stage", "approve", other, "--registry", surroundings.url())
                .refused()
                .err())
        .contains("No staged package version found with the provided ID");
    assertThat(versions()).containsExactly("1.0.0", "1.1.0");
  }

  private void trust(ClientMachine machine) {
    var words =
        List.of(
            "trust",
            "github",
            "--file",
            "publish.yml",
            "--repo",
            "acme/rocket",
            "--allow-stage-publish",
            "--yes",
            "--registry",
            surroundings.url());
    machine.npm(words.toArray(String[]::new)).done();
  }

  /** Stages a version without any secret; returns its id. */
  private String staged(String version) {
    var runner = runner(version);
    assertThat(runner.configuration()).isEmpty();
    var outcome = runner.npm("stage", "publish", "--registry", surroundings.url()).done();
    var found = STAGED.matcher(outcome.out());
    assertThat(found.find()).as(outcome.toString()).isTrue();
    return found.group(1);
  }

  private ClientMachine runner(String version) {
    return surroundings.runner(npm, JOB).project(NAME, version);
  }

  private Iterable<String> versions() {
    return new Web("").json(surroundings.server().at("/" + NAME)).at("versions").names();
  }
}

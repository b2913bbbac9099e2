package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.JobClaims;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job without any secret publishes with the npm of every day, and others install it. */
@ExtendWith(E2eEnvironments.OfClass.class)
@Order(5)
final class PublishTest {
  private static final JobClaims JOB = JobClaims.of("acme/rocket", "publish.yml");

  private final Npm npm = Clients.newest();
  private final E2eEnvironment surroundings;

  PublishTest(E2eEnvironments environments) {
    this.surroundings = environments.of(npm);
  }

  /** Otherwise it would show nothing that what is locked is installed. */
  @Test
  void aTarballThatIsNotTheLockedOneIsNotInstalled() {
    surroundings.publish("locked", "1.0.0");
    var machine = consumer();
    machine.npm("install", "locked", "--registry", surroundings.url()).done();

    var another = consumer();
    another.file("package.json", machine.read("package.json"));
    another.file(
        "package-lock.json",
        machine
            .read("package-lock.json")
            .replaceAll("sha512-[^\"]+", "sha512-" + "A".repeat(86) + "=="));
    // Otherwise npm asks again and again for minutes, in case the tarball was damaged on its way.
    var ci = another.npm("ci", "--registry", surroundings.url(), "--fetch-retries=0");
    assertThat(ci.refused().err()).contains("EINTEGRITY");
    assertThat(Files.exists(another.project().resolve("node_modules/locked"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"again", "@acme/again"})
  void theNextVersionNeedsNobodyEither(String name) {
    trust(name);
    published(name, "1.0.0");
    published(name, "1.1.0");

    var machine = consumer();
    var latest = machine.npm("view", name, "version", "--registry", surroundings.url()).done();
    assertThat(latest.out()).isEqualTo("1.1.0");
    var all =
        machine.npm("view", name, "versions", "--json", "--registry", surroundings.url()).done();
    assertThat(Json.array(all.out()).texts()).containsExactly("1.0.0", "1.1.0");

    var over = runner(name, "1.1.0");
    assertThat(over.npm("publish", "--registry", surroundings.url()).refused().err())
        .contains("cannot publish over the previously published versions: 1.1.0");
    assertThat(over.npm("publish", "--force", "--registry", surroundings.url()).done().out())
        .as("the same bytes from the same job, as after an answer that got lost")
        .contains("+ " + name + "@1.1.0");
    over.file("index.js", "module.exports = 'elsewhere';\n");
    assertThat(over.npm("publish", "--force", "--registry", surroundings.url()).refused().err())
        .contains("E403")
        .contains("cannot publish over the previously published versions: 1.1.0");
    assertThat(versions(name)).containsExactly("1.0.0", "1.1.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tagged", "@acme/tagged"})
  void tagsAreMoved(String name) {
    surroundings.publish(name, "1.0.0");
    surroundings.publish(name, "1.1.0");
    var machine =
        surroundings.machine(npm).token(surroundings.server(), surroundings.owner().token());

    machine
        .npm("dist-tag", "add", name + "@1.0.0", "stable", "--registry", surroundings.url())
        .done();
    assertThat(tags(machine, name)).containsExactlyInAnyOrder("latest: 1.1.0", "stable: 1.0.0");
    machine.npm("dist-tag", "rm", name, "stable", "--registry", surroundings.url()).done();
    assertThat(tags(machine, name)).containsExactly("latest: 1.1.0");
    assertThat(
            machine
                .npm("dist-tag", "rm", name, "latest", "--registry", surroundings.url())
                .refused()
                .err())
        .contains("keeps its dist-tag");
  }

  /** npm finds the registry in the project; nothing is said on the command line. */
  @Test
  void theProjectMayNameTheRegistry() {
    trust("configured");
    var here = Json.members("registry", surroundings.url());
    var configured = surroundings.runner(npm, JOB).project("configured", "1.0.0", here);
    configured.npm("publish").done();

    trust("@acme/configured");
    var scoped = runner("@acme/configured", "1.0.0");
    scoped.file(".npmrc", "@acme:registry=" + surroundings.url() + "\n");
    scoped.npm("publish").done();
    assertThat(versions("configured")).containsExactly("1.0.0");
    assertThat(versions("@acme/configured")).containsExactly("1.0.0");
  }

  private void trust(String name) {
    surroundings.owner().trustGitHub(name, "acme/rocket", "publish.yml");
  }

  private Outcome published(String name, String version) {
    var runner = runner(name, version);
    assertThat(runner.configuration()).as("a job without any secret").isEmpty();
    return runner.npm("publish", "--registry", surroundings.url()).done();
  }

  private ClientMachine runner(String name, String version) {
    return surroundings.runner(npm, JOB).project(name, version);
  }

  private ClientMachine consumer() {
    return surroundings.machine(npm).consumer();
  }

  private List<String> tags(ClientMachine machine, String name) {
    return machine
        .npm("dist-tag", "ls", name, "--registry", surroundings.url())
        .done()
        .out()
        .lines()
        .toList();
  }

  private Iterable<String> versions(String name) {
    return new Web("").json(surroundings.server().at("/" + name)).at("versions").names();
  }
}

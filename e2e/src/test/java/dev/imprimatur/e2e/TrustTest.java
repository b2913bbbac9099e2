package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.JobClaims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A maintainer decides with npm's own command which workflow may publish. */
@ExtendWith(E2eEnvironments.OfClass.class)
final class TrustTest {
  private static final JobClaims JOB = JobClaims.of("acme/rocket", "publish.yml");

  private final Npm npm = Clients.newest();
  private final E2eEnvironment surroundings;

  TrustTest(E2eEnvironments environments) {
    this.surroundings = environments.of(npm);
  }

  @Test
  void aPublisherIsAddedListedUsedAndRevoked() {
    var machine = maintainer("@acme/trusting");

    add(machine).done();
    var list = machine.npm("trust", "list", "--json", "--registry", surroundings.url());
    var listed = Json.object(list.done().out());
    assertThat(listed.text("type")).isEqualTo("github");
    assertThat(listed.text("repository")).isEqualTo("acme/rocket");
    assertThat(listed.text("file")).isEqualTo("publish.yml");

    runner("1.1.0").npm("publish", "--registry", surroundings.url()).done();

    machine
        .npm("trust", "revoke", "--id", listed.text("id"), "--registry", surroundings.url())
        .done();
    assertThat(machine.npm("trust", "list", "--registry", surroundings.url()).done().toString())
        .contains("No trust configurations found");
    assertThat(runner("1.2.0").npm("publish", "--registry", surroundings.url()).refused().err())
        .contains("No trusted publisher of \"@acme/trusting\" matches this identity token");
  }

  @Test
  void theSamePublisherTwiceIsRefusedInWords() {
    var machine = maintainer("@acme/trusting-twice");
    add(machine).done();
    assertThat(add(machine).refused().err())
        .contains("E409")
        .contains("@acme/trusting-twice has exactly this trusted publisher already");
  }

  /** Where somebody is signed in and has the project of a package that is published already. */
  private ClientMachine maintainer(String name) {
    surroundings.publish(name, "1.0.0");
    return surroundings
        .machine(npm)
        .token(surroundings.server(), surroundings.owner().token())
        .project(name, "1.0.0");
  }

  private ClientMachine runner(String version) {
    return surroundings.runner(npm, JOB).project("@acme/trusting", version);
  }

  private Outcome add(ClientMachine machine) {
    return machine.npm(
        "trust",
        "github",
        "--file",
        "publish.yml",
        "--repo",
        "acme/rocket",
        "--allow-publish",
        "--yes",
        "--registry",
        surroundings.url());
  }
}

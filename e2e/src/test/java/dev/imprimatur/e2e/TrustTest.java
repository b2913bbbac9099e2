package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.JobClaims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A maintainer decides with npm's own command which workflow may publish. */
@ExtendWith(Streets.OfClass.class)
final class TrustTest {
  private static final JobClaims JOB = JobClaims.of("acme/rocket", "publish.yml");

  private final Npm npm = Clients.newest();
  private final Street street;

  TrustTest(Streets streets) {
    this.street = streets.of(npm);
  }

  @Test
  void aPublisherIsAddedListedUsedAndRevoked() {
    var desk = maintainer("@acme/trusting");

    add(desk).done();
    var list = desk.npm("trust", "list", "--json", "--registry", street.url());
    var listed = Json.object(list.done().out());
    assertThat(listed.text("type")).isEqualTo("github");
    assertThat(listed.text("repository")).isEqualTo("acme/rocket");
    assertThat(listed.text("file")).isEqualTo("publish.yml");

    runner("1.1.0").npm("publish", "--registry", street.url()).done();

    desk.npm("trust", "revoke", "--id", listed.text("id"), "--registry", street.url()).done();
    assertThat(desk.npm("trust", "list", "--registry", street.url()).done().toString())
        .contains("No trust configurations found");
    assertThat(runner("1.2.0").npm("publish", "--registry", street.url()).refused().err())
        .contains("No trusted publisher of \"@acme/trusting\" matches this identity token");
  }

  @Test
  void theSamePublisherTwiceIsRefusedInWords() {
    var desk = maintainer("@acme/trusting-twice");
    add(desk).done();
    assertThat(add(desk).refused().err())
        .contains("E409")
        .contains("@acme/trusting-twice has exactly this trusted publisher already");
  }

  /** Where somebody is signed in and has the project of a package that is published already. */
  private Workplace maintainer(String name) {
    street.publish(name, "1.0.0");
    return street.desk(npm).token(street.server(), street.owner().token()).project(name, "1.0.0");
  }

  private Workplace runner(String version) {
    return street.runner(npm, JOB).project("@acme/trusting", version);
  }

  private Outcome add(Workplace desk) {
    return desk.npm(
        "trust",
        "github",
        "--file",
        "publish.yml",
        "--repo",
        "acme/rocket",
        "--allow-publish",
        "--yes",
        "--registry",
        street.url());
  }
}

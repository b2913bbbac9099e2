package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.Tampering;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever reads the log of a job that may not publish finds the reason in what npm printed. */
@ExtendWith(E2eEnvironments.OfClass.class)
@Order(6)
final class RefusalTest {
  private static final String ENVIRONMENT = "production";
  private static final JobClaims JOB =
      JobClaims.of("acme/rocket", "publish.yml").environment(ENVIRONMENT);

  private final Npm npm = Clients.newest();
  private final E2eEnvironment surroundings;

  RefusalTest(E2eEnvironments environments) {
    this.surroundings = environments.of(npm);
  }

  /**
   * A job that differs in one thing from the trusted one.
   *
   * @param name the package that it wants to publish
   */
  record OtherJob(String name, JobClaims job, String words) {}

  static List<OtherJob> others() {
    return List.of(
        new OtherJob(
            "repository",
            JobClaims.of("mallory/rocket", "publish.yml").environment(ENVIRONMENT),
            "repository \"mallory/rocket\""),
        new OtherJob(
            "workflow",
            JobClaims.of("acme/rocket", "nightly.yml").environment(ENVIRONMENT),
            "workflow file is \"acme/rocket/.github/workflows/nightly.yml@refs/heads/main\""),
        new OtherJob("environment", JOB.environment("staging"), "its environment is \"staging\""),
        new OtherJob(
            "event", JOB.event("pull_request_target"), "its event is \"pull_request_target\""));
  }

  @ParameterizedTest
  @MethodSource("others")
  void aJobThatIsNotTheTrustedOneIsToldWhatDiffers(OtherJob other) {
    requireRefused(other.name(), variables(other.job()), other.words());
  }

  @Test
  void aTokenForAnotherRegistryIsRefused() {
    var claims = JOB.audience("npm:registry.other.example");
    requireRefused(
        "audience",
        holding(surroundings.github().sign(claims)),
        "The identity token's audience is not this registry; it must be exactly");
  }

  @Test
  void aTokenOfAnotherIssuerIsRefused() {
    var claims = JOB.audience(audience()).issuer("https://ci.mallory.example");
    requireRefused(
        "issuer",
        holding(surroundings.github().sign(claims)),
        "The identity token's issuer \"https://ci.mallory.example\" is not one that this registry"
            + " trusts");
  }

  @Test
  void aTokenWithAnotherSignatureIsRefused() {
    var token = surroundings.github().sign(JOB.audience(audience()));
    requireRefused(
        "signature",
        holding(Tampering.signatureBitFlipped(token)),
        "The identity token's signature is wrong");
  }

  @Test
  void aTokenOfAnotherTimeIsRefused() {
    var then = Instant.now().minus(Duration.ofHours(1));
    var claims =
        JOB.audience(audience()).issuedAt(then).expiresAt(then.plus(Duration.ofMinutes(5)));
    requireRefused(
        "time",
        holding(surroundings.github().sign(claims)),
        "The identity token's time is refused");
  }

  /** What the maintainer configured is told to the project that it is about, and to no other. */
  @Test
  void thePublishersOwnProjectIsToldWhatWouldBeRight() {
    trust("known");
    var first = project("known", "1.0.0", variables(JOB));
    first.npm("publish", "--registry", surroundings.url()).done();
    var other = variables(JOB.environment("staging"));
    var refused = project("known", "1.1.0", other).npm("publish", "--registry", surroundings.url());
    assertThat(refused.refused().err())
        .contains("its environment is \"staging\", but the trusted publisher names \"production\"");
  }

  private void requireRefused(String name, Map<String, String> variables, String words) {
    trust(name);
    var refused =
        project(name, "1.0.0", variables).npm("publish", "--registry", surroundings.url());
    assertThat(refused.refused().err()).contains(words);
    assertThat(new Web("").status(surroundings.server().at("/" + name))).isEqualTo(404);

    requireTokenForTheTrustedJob(name);
  }

  /** So that it was refused for that one thing; what a job does then, other tests show. */
  private void requireTokenForTheTrustedJob(String name) {
    var address = surroundings.server().at("/-/npm/v1/oidc/token/exchange/package/" + name);
    try (var web = new Web(surroundings.github().sign(JOB.audience(audience())))) {
      var answer = web.post(address);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void trust(String name) {
    surroundings
        .owner()
        .trust(name, Owner.gitHub("acme/rocket", "publish.yml", "environment", ENVIRONMENT));
  }

  private ClientMachine project(String name, String version, Map<String, String> variables) {
    return surroundings.machine(npm, variables).project(name, version);
  }

  private Map<String, String> variables(JobClaims job) {
    return surroundings.github().job(job).environment();
  }

  /** The trusted job, but with this token instead of what GitHub would give it. */
  private Map<String, String> holding(String token) {
    var variables = new HashMap<>(variables(JOB));
    variables.put("NPM_ID_TOKEN", token);
    return variables;
  }

  private String audience() {
    return "npm:" + surroundings.server().at("/").getHost();
  }
}

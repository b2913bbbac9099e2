package dev.imprimatur.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.imprimatur.testkit.ci.GitHub;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeJobTest {
  private static final JobClaims CLAIMS = JobClaims.of("acme/rocket", "publish.yml");
  private static final SigningKey KEY = SigningKey.rsa();

  private final FakeIssuer github = FakeIssuer.start(GitHub.SYSTEM, InstantSource.system(), KEY);
  private final Visitor visitor = new Visitor();

  @AfterEach
  void close() {
    visitor.close();
    github.close();
  }

  @Test
  void theEnvironmentSaysWhatTheTokensSay() throws Exception {
    var environment = github.job(CLAIMS.ref("refs/tags/v1.2.3").selfHosted()).environment();
    var claims = Verification.claims(value(ask(environment, "")));

    assertThat(environment)
        .containsEntry("CI", "true")
        .containsEntry("GITHUB_ACTIONS", "true")
        .containsEntry("GITHUB_SERVER_URL", "https://github.com")
        .containsEntry("GITHUB_REF_NAME", "v1.2.3")
        .containsEntry("RUNNER_ENVIRONMENT", "self-hosted");
    for (var claim : new String[] {"repository", "ref", "sha", "workflow_ref", "run_id", "actor"}) {
      var variable = "GITHUB_" + claim.toUpperCase(Locale.ROOT);
      assertThat(environment).containsEntry(variable, (String) claims.get(claim));
    }
    assertThat(environment).containsEntry("GITHUB_EVENT_NAME", "push");
  }

  @Test
  void aClaimThatIsNotTextHasNoVariable() {
    var job = github.jobWithoutIdTokens(CLAIMS.with("ref", 5).without("sha"));

    assertThat(job.environment()).doesNotContainKeys("GITHUB_REF", "GITHUB_REF_NAME", "GITHUB_SHA");
  }

  @Test
  void aTokenIsForTheAudienceTheJobAsksFor() throws Exception {
    var environment = github.job(CLAIMS).environment();

    var answer = ask(environment, "&audience=npm%3A127.0.0.1");
    var token = value(answer);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(JSONObjectUtils.parse(answer.body())).containsOnlyKeys("count", "value");
    assertThat(Verification.accepts(github.keySetJson(), token)).isTrue();
    assertThat(Verification.claims(token)).containsEntry("aud", "npm:127.0.0.1");
  }

  @Test
  void withoutAnAudienceATokenIsForTheOwner() throws Exception {
    var environment = github.job(CLAIMS).environment();

    assertThat(Verification.claims(value(ask(environment, ""))))
        .containsEntry("aud", "https://github.com/acme");
    assertThat(Verification.claims(value(ask(environment, "&audience="))))
        .containsEntry("aud", "https://github.com/acme");
  }

  @Test
  void anAudienceThatTheClaimsFixStays() throws Exception {
    var environment = github.job(CLAIMS.audience("sigstore")).environment();

    assertThat(Verification.claims(value(ask(environment, "&audience=npm%3Alocalhost"))))
        .containsEntry("aud", "sigstore");
  }

  @Test
  void everyAnswerIsAFreshToken() throws Exception {
    var environment = github.job(CLAIMS).environment();

    var one = Verification.claims(value(ask(environment, "")));
    var other = Verification.claims(value(ask(environment, "")));

    assertThat(one.get("jti")).isNotEqualTo(other.get("jti"));
  }

  @Test
  void onlyTheJobsOwnRequestTokenOpens() throws Exception {
    var url = requestUrl(github.job(CLAIMS).environment());
    var stranger = requestToken(github.job(CLAIMS).environment());

    assertThat(visitor.get(url, stranger).statusCode()).isEqualTo(401);
    assertThat(visitor.get(url, "").statusCode()).isEqualTo(401);
    assertThat(visitor.get(url).statusCode()).isEqualTo(401);
    assertThat(visitor.get(url.replace("idtoken/", "idtoken/x"), stranger).statusCode())
        .isEqualTo(404);
  }

  @Test
  void aJobWithoutThePermissionIsNotToldWhereToAsk() {
    var allowed = github.job(CLAIMS).environment();
    var other = github.jobWithoutIdTokens(CLAIMS).environment();

    assertThat(other).hasSize(allowed.size() - 2).isNotEmpty();
    assertThat(allowed).containsAllEntriesOf(other);
    assertThat(allowed)
        .hasEntrySatisfying(
            "ACTIONS_ID_TOKEN_REQUEST_URL",
            url -> assertThat(url).startsWith(github.issuer()).endsWith("?api-version=2.0"));
  }

  @Test
  void jobsGetTokensWhileTheKeysCannotBeHad() throws Exception {
    var environment = github.job(CLAIMS).environment();
    github.goDown();

    assertThat(ask(environment, "").statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> ask(Map<String, String> environment, String more) throws Exception {
    return visitor.get(requestUrl(environment) + more, requestToken(environment));
  }

  private static String requestUrl(Map<String, String> environment) {
    return Objects.requireNonNull(environment.get("ACTIONS_ID_TOKEN_REQUEST_URL"));
  }

  private static String requestToken(Map<String, String> environment) {
    return Objects.requireNonNull(environment.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN"));
  }

  private static String value(HttpResponse<String> answer) throws Exception {
    return JSONObjectUtils.getString(JSONObjectUtils.parse(answer.body()), "value");
  }
}

package dev.imprimatur.provenancepolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.provenancepolicy.Candidate.Job;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.sigstore.Fixtures;
import dev.imprimatur.sigstore.Fixtures.Fixture;
import dev.imprimatur.sigstore.Identity.Field;
import dev.imprimatur.sigstore.KnownKeys;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bundles that hold, and what npm's own registry and this one say of them. */
class PublishRulesTest {
  private static final String FOLDER = "private-instance/";
  private static final String BEGIN = "Error verifying sigstore provenance bundle: ";
  private static final String GITHUB_ISSUER = "https://token.actions.githubusercontent.com";
  private static final String RUN_ID = "777";

  private static final Roots ROOTS =
      new Roots(
          List.of(
              Root.read(
                  new Root.Files("acme", Fixtures.read(FOLDER + "trusted_root.json"), ""),
                  Providers.ALL,
                  Instant.parse("2026-11-22T00:00:00Z"))),
          List.of());

  private static final Candidate WIDGET =
      new Candidate(
          "@acme/widget",
          "1.0.0",
          "ab".repeat(64),
          "git+https://github.com/acme/widget.git",
          Optional.empty());

  static List<Fixture> fixtures() {
    return Fixtures.all().stream()
        .filter(each -> policy(each).equals("accept") || policy(each).equals("reject"))
        .toList();
  }

  private static String policy(Fixture fixture) {
    return fixture.expected().text("npmPolicy").orElse("");
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void everyBundleIsJudgedAsNpmWouldJudgeIt(Fixture fixture) {
    var candidate =
        fixture.name().contains("gitlab") ? from(WIDGET, "https://gitlab.com/acme/widget") : WIDGET;
    assertThat(refusal(fixture.bundle(), candidate).isEmpty())
        .isEqualTo(policy(fixture).equals("accept"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          github-private-repo | Unsupported GitHub Actions source repository visibility: "private". \
          Only public source repositories are supported when publishing with provenance.
          github-self-hosted | Unsupported GitHub Actions runner environment: "self-hosted". \
          Only "github-hosted" runners are supported when publishing with provenance.
          no-subject | No subject found in sigstore bundle payload
          two-subjects | Found more than one subject in the sigstore bundle payload
          subject-other-version | Provenance subject pkg:npm/%40acme/widget@1.0.1 does not match \
          the package: pkg:npm/%40acme/widget@1.0.0
          subject-sha256-only | Provenance subject digest does not match the package
          keyid-set | its signature has a keyid, which is for keys of registries alone
          """)
  void npmsOwnWordsAreUsed(String name, String words) {
    assertThat(refusal(bundle(name), WIDGET)).contains(BEGIN + words);
  }

  @Test
  void whatThePredicateSaysOtherwiseThanTheCertificateIsNamed() {
    assertThat(refusal(bundle("predicate-other-commit"), WIDGET).orElseThrow())
        .startsWith(BEGIN + "Invalid GitHub Actions SLSA v1 provenance predicate:\n")
        .contains(
            "buildDefinition.resolvedDependencies.0.digest.gitCommit: ",
            " does not match expected value for SourceRepositoryDigest: "
                + "1111111111111111111111111111111111111111,");
  }

  @ParameterizedTest
  @CsvSource({
    "https://github.com/acme/widget",
    "git://github.com/acme/widget.git",
    "git@github.com:acme/widget.git",
    "git+ssh://git@github.com/acme/widget.git#main",
    "github:acme/widget",
    "acme/widget"
  })
  void aRepositoryMayBeWrittenInEveryWayThatNpmKnows(String repository) {
    assertThat(refusal(bundle("github-valid"), from(WIDGET, repository))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://github.com/Acme/widget",
    "https://github.com/acme/widget/tree/main/packages/x",
    "https://github.com/acme/other",
    "https://github.com.evil.example/acme/widget",
    "''"
  })
  void anotherRepositoryIsRefused(String repository) {
    assertThat(refusal(bundle("github-valid"), from(WIDGET, repository)))
        .contains(
            (BEGIN
                    + "Failed to validate repository information: package.json:"
                    + " \"repository.url\" is \"%s\", expected to match"
                    + " \"https://github.com/acme/widget\" from provenance")
                .formatted(repository));
  }

  @Test
  void theJobThatPublishesMayHaveSigned() {
    assertThat(refusal(bundle("github-valid"), by(claims().build()))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "repository, acme/other, SourceRepositoryURI",
    "repository_id, 4321, SourceRepositoryIdentifier",
    "repository_owner_id, 98, SourceRepositoryOwnerIdentifier",
    "workflow_ref, acme/widget/.github/workflows/other.yml@refs/heads/main, BuildConfigURI",
    "sha, 2222222222222222222222222222222222222222, SourceRepositoryDigest",
    "ref, refs/heads/other, SourceRepositoryRef",
    "environment, production, DeploymentEnvironment",
    "run_id, 778, RunInvocationURI",
    "run_attempt, 2, RunInvocationURI"
  })
  void anotherJobMayNot(String claim, String value, String field) {
    assertThat(
            refusal(bundle("github-valid"), by(claims().and(claim, value).build())).orElseThrow())
        .startsWith(BEGIN + "it was signed by another job than the one that publishes: " + field);
  }

  @Test
  void aJobOfAnotherIssuerMayNot() {
    var elsewhere = new Job("https://gitlab.com", "gitlab", JsonObject.EMPTY);
    assertThat(refusal(bundle("github-valid"), with(Optional.of(elsewhere))).orElseThrow())
        .contains("Issuer in signing certificate is \"" + GITHUB_ISSUER + "\"");
  }

  @Test
  void aBundleOfNoRootThatIsTrustedIsRefused() {
    assertThat(new Roots(List.of(), List.of()).objection(bundle("github-valid"), KnownKeys.NONE))
        .isPresent();
    assertThat(refusal(Fixtures.of("real/npm-sigstore-5.0.0.json#1").bundle(), WIDGET)).isPresent();
  }

  @Test
  void aBundleIsNotRefusedForARootThatCannotBeRead() {
    var roots = new Roots(List.of(), List.of("acme"));
    var refused =
        catchThrowableOfType(
            ProblemException.class, () -> roots.require(bundle("github-valid"), WIDGET));
    assertThat(refused.problem().code()).isEqualTo("provenance-unavailable");
  }

  @Test
  void whatIsKeptOfABuildIsAllOfIt() {
    var build = ROOTS.require(bundle("github-valid"), WIDGET);
    assertThat(build.get(Field.RUN_INVOCATION))
        .contains("https://github.com/acme/widget/actions/runs/777/attempts/1");
    assertThat(Build.ofStored(build.stored()).json()).isEqualTo(build.json());
  }

  private static JsonObject.Builder claims() {
    return JsonObject.with("repository", "acme/widget")
        .and("repository_id", "1234")
        .and("repository_owner_id", "99")
        .and("workflow_ref", "acme/widget/.github/workflows/publish.yml@refs/heads/main")
        .and("sha", "1".repeat(40))
        .and("ref", "refs/heads/main")
        .and("run_id", RUN_ID)
        .and("run_attempt", "1");
  }

  private static Candidate by(JsonObject claims) {
    return with(Optional.of(new Job(GITHUB_ISSUER, "github", claims)));
  }

  private static Candidate with(Optional<Job> job) {
    return new Candidate(
        WIDGET.name(), WIDGET.version(), WIDGET.sha512(), WIDGET.repository(), job);
  }

  private static Candidate from(Candidate other, String repository) {
    return new Candidate(other.name(), other.version(), other.sha512(), repository, other.job());
  }

  private static String bundle(String name) {
    return Fixtures.of(FOLDER + name + ".json").bundle();
  }

  private static Optional<String> refusal(String bundle, Candidate candidate) {
    try {
      ROOTS.require(bundle, candidate);
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(e.problem().detail());
    }
  }
}

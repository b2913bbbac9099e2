package dev.imprimatur.builds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.GitLab;
import dev.imprimatur.testkit.sigstore.FakeSigstore;
import dev.imprimatur.testkit.sigstore.Identity;
import dev.imprimatur.testkit.sigstore.Statements;
import dev.imprimatur.testkit.sigstore.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles of a GitLab of somebody's own that speaks plain http, and what package.json may say. */
final class PlainGitLabTest {
  private static final String PLAIN = "http://gitlab.corp";
  private static final String SECURE = "https://gitlab.corp";
  private static final byte[] TARBALL = {1, 2, 3};

  private final FakeSigstore sigstore = FakeSigstore.start();

  @AfterEach
  void close() {
    sigstore.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://gitlab.corp/acme/rocket",
        "http://gitlab.corp/acme/rocket.git",
        "git+http://gitlab.corp/acme/rocket.git",
        "git+http://alice@gitlab.corp/acme/rocket.git#main"
      })
  void httpInBothIsTheSame(String repository) {
    assertThat(refusal(PLAIN, PLAIN, repository)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://gitlab.corp/acme/rocket",
        "git@gitlab.corp:acme/rocket.git",
        "http://gitlab.corp/acme/other",
        "http://gitlab.corp.evil.example/acme/rocket"
      })
  void whatIsNotHttpOrNotThisProjectIsAnother(String repository) {
    assertThat(refusal(PLAIN, PLAIN, repository))
        .contains(
            ("Error verifying sigstore provenance bundle: Failed to validate repository"
                    + " information: package.json: \"repository.url\" is \"%s\", expected to match"
                    + " \"http://gitlab.corp/acme/rocket\" from provenance")
                .formatted(repository));
  }

  /** As npm reads it, which turns all of them into https. */
  @ParameterizedTest
  @ValueSource(strings = {"http://gitlab.corp/acme/rocket", "git@gitlab.corp:acme/rocket.git"})
  void httpInThePackageAloneIsReadAsNpmReadsIt(String repository) {
    assertThat(refusal(SECURE, SECURE, repository)).isEmpty();
  }

  @Test
  void anIssuerWithACertificateVouchesForNoProjectWithoutOne() {
    var plain = PLAIN + "/acme/rocket";
    var named = identity(SECURE).with(Identity.SOURCE_REPOSITORY, plain);
    assertThat(refusal(SECURE, named, plain).orElseThrow())
        .contains("Failed to validate repository information");
  }

  /** Fulcio's usual template writes https before it; a template of one's own may write http. */
  @ParameterizedTest
  @ValueSource(strings = {PLAIN, SECURE})
  void theFileMayBeWrittenWithEitherScheme(String server) {
    var repository = PLAIN + "/acme/rocket";
    var file = server + "/acme/rocket//.gitlab-ci.yml@refs/heads/main";
    var named = identity(PLAIN).with(Identity.BUILD_CONFIG, file);
    assertThat(refusal(PLAIN, named, repository)).isEmpty();

    var other = identity(PLAIN).with(Identity.BUILD_CONFIG, file.replace("main", "evil"));
    assertThat(refusal(PLAIN, other, repository).orElseThrow()).contains("evil");
  }

  @Test
  void theFileOfASecureOneIsWrittenWithHttps() {
    var file = PLAIN + "/acme/rocket//.gitlab-ci.yml@refs/heads/main";
    var named = identity(SECURE).with(Identity.BUILD_CONFIG, file);
    assertThat(refusal(SECURE, named, SECURE + "/acme/rocket").orElseThrow())
        .contains("it was signed by another job", "BuildConfigURI");
  }

  @Test
  void aPolicyThatListsTheSecureOneDoesNotMeanThePlainOne() {
    assertThat(refusal(SECURE, PLAIN, PLAIN + "/acme/rocket").orElseThrow())
        .contains("Unsupported issuer in signing certificate: \"http://gitlab.corp\"");
  }

  private Optional<String> refusal(String listed, String issuer, String repository) {
    return refusal(listed, identity(issuer), repository);
  }

  private Optional<String> refusal(String listed, Identity signer, String repository) {
    var policy = "issuers:\n  %s: gitlab\nhostedOnly: false\n".formatted(listed);
    var roots =
        new Roots(
            List.of(
                Root.read(
                    new Root.Files("corp", sigstore.trustedRoot(), policy),
                    Providers.ALL,
                    Instant.now())),
            List.of());
    var subject = Subject.of("rocket", "1.0.0", TARBALL);
    var bundle = sigstore.bundle(Statements.gitLab(subject, signer), signer);
    var issuer = signer.said(Identity.ISSUER);
    var job = Optional.of(new Candidate.Job(issuer, "gitlab", kept(issuer)));
    try {
      roots.require(bundle, new Candidate("rocket", "1.0.0", subject.sha512(), repository, job));
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(e.problem().detail());
    }
  }

  private static Identity identity(String issuer) {
    return Identity.of(claims(issuer));
  }

  /** What is kept of the identity token of the very job that the certificate names. */
  private static JsonObject kept(String issuer) {
    var kept = JsonObject.EMPTY.but();
    claims(issuer)
        .forEach((name, value) -> {
          if (value instanceof String text) {
            kept.and(name, text);
          }
        });
    return kept.build();
  }

  private static Map<String, @Nullable Object> claims(String issuer) {
    try (var gitlab = FakeIssuer.startAs(GitLab.SYSTEM, issuer)) {
      return gitlab.claims(GitLab.push("acme/rocket").but(GitLab.visibility("public")));
    }
  }
}

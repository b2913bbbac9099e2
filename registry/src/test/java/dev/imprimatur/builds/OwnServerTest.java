package dev.imprimatur.builds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.GitLab;
import dev.imprimatur.testkit.ci.Workload;
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

/** Bundles of a GitLab of somebody's own, which has no runners but its owner's. */
final class OwnServerTest {
  private static final String CLOUD = "https://gitlab.com";
  private static final String OWN = "https://acme.example:9090/gitlab";
  private static final String TOKENS = "https://ci-tokens.acme.example";
  private static final byte[] TARBALL = {1, 2, 3};

  private final FakeSigstore sigstore = FakeSigstore.start();

  @AfterEach
  void close() {
    sigstore.close();
  }

  /** By a root that says nothing of runners, and so by npm's own rule. */
  @Test
  void itsRunnersAreAllThereAre() {
    assertThat(refusal(OWN, push(), JsonObject.EMPTY)).isEmpty();
    assertThat(refusal(CLOUD, push(), JsonObject.EMPTY)).isEmpty();
    assertThat(refusal(CLOUD, push().but(GitLab.selfHosted()), JsonObject.EMPTY).orElseThrow())
        .contains("Unsupported GitLab CI/CD runner environment: \"self-hosted\"");
  }

  /** A certificate names the project where people see it, and the operator says where that is. */
  @Test
  void oneWithAnIssuerOfItsOwnIsWhereItsOperatorSays() {
    var seen = push().but(GitLab.seenAt(OWN));
    var server = JsonObject.with("server", OWN).build();
    assertThat(refusal(TOKENS, seen, server)).isEmpty();
    assertThat(refusal(TOKENS, seen, JsonObject.EMPTY).orElseThrow())
        .contains("it was signed by another job", TOKENS + "/acme/rocket");
    var elsewhere = JsonObject.with("server", "https://acme.example/gitlab").build();
    assertThat(refusal(TOKENS, seen, elsewhere).orElseThrow())
        .contains("it was signed by another job");
  }

  private static Workload push() {
    return GitLab.push("acme/rocket").but(GitLab.visibility("public"));
  }

  private Optional<String> refusal(String issuer, Workload job, JsonObject said) {
    var kept = said.but();
    var claims = claims(issuer, job);
    claims.forEach((name, value) -> {
      if (value instanceof String text) {
        kept.and(name, text);
      }
    });
    var signer = signer(issuer, job);
    var roots =
        new Roots(
            List.of(
                Root.read(
                    new Root.Files(
                        "corp",
                        sigstore.trustedRoot(),
                        "issuers:\n  %s: gitlab\n".formatted(issuer)),
                    Providers.ALL,
                    Instant.now())),
            List.of());
    var subject = Subject.of("rocket", "1.0.0", TARBALL);
    var bundle = sigstore.bundle(Statements.gitLab(subject, signer), signer);
    var candidate =
        new Candidate(
            "rocket",
            "1.0.0",
            subject.sha512(),
            signer.said(Identity.SOURCE_REPOSITORY),
            Optional.of(new Candidate.Job(issuer, "gitlab", kept.build())));
    try {
      roots.require(bundle, candidate);
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(e.problem().detail());
    }
  }

  /** As an instance of Fulcio writes it that was told the server's address. */
  private static Identity signer(String issuer, Workload job) {
    var seen = issuer.equals(TOKENS) ? OWN : issuer;
    return Identity.of(claims(seen, job)).with(Identity.ISSUER, issuer);
  }

  private static Map<String, @Nullable Object> claims(String issuer, Workload job) {
    try (var gitlab = FakeIssuer.startAs(GitLab.SYSTEM, issuer)) {
      return gitlab.claims(job);
    }
  }
}

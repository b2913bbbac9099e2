package dev.imprimatur.provenancepolicy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.bundle.Bytes;
import dev.imprimatur.bundle.Statement;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.FieldMatch;
import dev.imprimatur.rulebooks.ProvenanceForm;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.sigstore.Identity;
import dev.imprimatur.sigstore.Identity.Field;
import dev.imprimatur.sigstore.Verification.Signer;
import dev.imprimatur.sigstore.Verification.Verified;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.GitHub;
import dev.imprimatur.testkit.ci.GitLab;
import dev.imprimatur.testkit.ci.Job;
import dev.imprimatur.testkit.sigstore.Statements;
import dev.imprimatur.testkit.sigstore.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every line of every provenance form decides something. */
final class ProvenanceLinesTest {
  private static final Subject SUBJECT = Subject.of("rocket", "1.0.0", new byte[] {1, 2, 3});

  /** One job of each CI system whose provenance is taken, and what npm states in it. */
  static List<Built> builds() {
    return List.of(
        Built.of(
            "github",
            FakeIssuer.startAs(GitHub.SYSTEM, "https://token.actions.githubusercontent.com"),
            GitHub.push("acme/rocket", "publish.yml").fact("repository_visibility", "public"),
            Statements::gitHub),
        Built.of(
            "gitlab",
            FakeIssuer.startAs(GitLab.SYSTEM, "https://gitlab.com"),
            GitLab.push("acme/rocket").but(GitLab.visibility("public")),
            Statements::gitLab));
  }

  /** A job, whom its certificate names, and its statement. */
  record Built(Provider provider, JsonObject kept, Identity by, Statement statement) {
    static Built of(
        String id,
        FakeIssuer issuer,
        Job job,
        BiFunction<Subject, dev.imprimatur.testkit.sigstore.Identity, String> states) {
      try (issuer) {
        var claims = issuer.claims(job);
        var kept = JsonObject.EMPTY.but();
        claims.forEach((name, value) -> {
          if (value instanceof String text) {
            kept.and(name, text);
          }
        });
        var signer = dev.imprimatur.testkit.sigstore.Identity.of(claims);
        return new Built(
            Providers.usual().find(id).orElseThrow(),
            kept.build(),
            new Identity(signer.name(), Map.copyOf(signer.extensions())),
            Statement.read(Bytes.ofUtf8(states.apply(SUBJECT, signer))));
      }
    }

    ProvenanceForm form() {
      return provider.provenance().orElseThrow();
    }

    Optional<String> refusal(Statement stated, JsonObject claims) {
      var verified = new Verified(stated, new Signer.Certified(by), Instant.EPOCH, List.of(), "");
      var job = new Candidate.Job(by.get(Field.ISSUER).orElseThrow(), provider.id(), claims);
      var repository = by.get(Field.SOURCE_REPOSITORY).orElseThrow();
      try {
        new PublishRules(new Policy(Map.of(job.issuer(), provider), true, Set.of("public")))
            .require(
                verified,
                new Candidate("rocket", "1.0.0", SUBJECT.sha512(), repository, Optional.of(job)));
        return Optional.empty();
      } catch (ProblemException e) {
        return Optional.of(e.problem().detail());
      }
    }

    @Override
    public String toString() {
      return provider.id();
    }
  }

  @Test
  void everyProviderWithAFormIsHere() {
    assertThat(builds().stream().map(each -> each.provider().id()))
        .containsExactlyElementsOf(
            Providers.ALL.stream()
                .filter(each -> each.provenance().isPresent())
                .map(Provider::id)
                .toList());
  }

  @ParameterizedTest
  @MethodSource("builds")
  void eachPlaceInThePredicateMustRepeatTheCertificate(Built built) {
    assertThat(built.refusal(built.statement(), built.kept())).isEmpty();
    for (var line : built.form().predicate(built.by())) {
      var other = changed(built.statement().predicate(), List.of(line.path().split("\\.", -1)));
      var stated =
          new Statement(
              built.statement().predicateType(), built.statement().subjects(), (JsonObject) other);
      assertThat(built.refusal(stated, built.kept()).orElseThrow()).contains(line.path());
    }
  }

  /** A form that did not tie these would let another job of the project sign. */
  @ParameterizedTest
  @MethodSource("builds")
  void theCertificateIsTiedToTheVeryRun(Built built) {
    assertThat(built.form().job(built.by(), built.kept()).stream().map(FieldMatch::field))
        .contains(
            Field.SOURCE_REPOSITORY,
            Field.SOURCE_REPOSITORY_ID,
            Field.SOURCE_OWNER_ID,
            Field.SOURCE_DIGEST,
            Field.BUILD_CONFIG,
            Field.RUN_INVOCATION);
  }

  @ParameterizedTest
  @MethodSource("builds")
  void eachClaimThatTheCertificateRepeatsMustBeTheJobs(Built built) {
    var before = built.form().job(built.by(), built.kept());
    int telling = 0;
    for (var claim : built.kept().members().keySet()) {
      var other = built.kept().but().and(claim, "other").build();
      if (!built.form().job(built.by(), other).equals(before)) {
        telling++;
        assertThat(built.refusal(built.statement(), other).orElseThrow())
            .contains("it was signed by another job");
      }
    }
    assertThat(telling).isGreaterThanOrEqualTo(before.size());
  }

  /** The same with another text at a path. */
  private static JsonValue changed(JsonValue value, List<String> path) {
    if (path.isEmpty()) {
      return new JsonText("other");
    }
    var rest = path.subList(1, path.size());
    return switch (value) {
      case JsonObject object ->
          object
              .but()
              .and(path.getFirst(), changed(object.get(path.getFirst()).orElseThrow(), rest))
              .build();
      case JsonArray(var items) -> new JsonArray(List.of(changed(items.getFirst(), rest)));
      default -> throw new AssertionError(path);
    };
  }
}

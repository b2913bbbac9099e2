package dev.imprimatur.provenancepolicy;

import static dev.imprimatur.sigstore.Identity.Field.ISSUER;
import static dev.imprimatur.sigstore.Identity.Field.RUNNER_ENVIRONMENT;
import static dev.imprimatur.sigstore.Identity.Field.SOURCE_REPOSITORY;
import static dev.imprimatur.sigstore.Identity.Field.SOURCE_VISIBILITY;

import dev.imprimatur.bundle.Statement;
import dev.imprimatur.git.RepositoryUrl;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.rulebooks.ProvenanceForm;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.sigstore.Identity;
import dev.imprimatur.sigstore.Identity.Field;
import dev.imprimatur.sigstore.Verification.Verified;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The rules for a verified bundle that is published with a package. Where npm's own registry has a
 * rule, the refusal is in its words, as people and programs look for them; beyond them, the job
 * that signed must be the job that publishes.
 */
final class PublishRules {
  /** The fields that a certificate must have, in the order in which one is told of them. */
  private static final List<Field> REQUIRED =
      List.of(
          Field.RUNNER_ENVIRONMENT,
          Field.SOURCE_REPOSITORY,
          Field.SOURCE_DIGEST,
          Field.SOURCE_REF,
          Field.SOURCE_REPOSITORY_ID,
          Field.SOURCE_OWNER_ID,
          Field.BUILD_CONFIG,
          Field.BUILD_TRIGGER,
          Field.RUN_INVOCATION,
          Field.SOURCE_VISIBILITY);

  private final Policy policy;

  PublishRules(Policy policy) {
    this.policy = policy;
  }

  /**
   * Returns the CI system that built the candidate.
   *
   * @throws ProblemException with {@link PackageProblem.ProvenanceRefused}
   */
  Provider require(Verified verified, Candidate candidate) {
    if (!verified.keyId().isEmpty()) {
      throw refusal("its signature has a keyid, which is for keys of registries alone");
    }
    var identity =
        verified
            .identity()
            .orElseThrow(() -> refusal("it is signed by a key and not by a certificate"));
    requireSubject(verified.statement(), candidate);
    var provider = requireIdentity(identity);
    requireRepository(identity, form(provider), candidate);
    requirePredicate(verified.statement(), identity, provider);
    candidate.job().ifPresent(job -> requireJob(identity, provider, job));
    return provider;
  }

  private static void requireSubject(Statement statement, Candidate candidate) {
    if (statement.subjects().isEmpty()) {
      throw refusal("No subject found in sigstore bundle payload");
    }
    if (statement.subjects().size() > 1) {
      throw refusal("Found more than one subject in the sigstore bundle payload");
    }
    var subject = statement.subjects().getFirst();
    if (!subject.name().equals(candidate.purl())) {
      throw refusal(
          "Provenance subject %s does not match the package: %s"
              .formatted(Quoted.plain(subject.name()), candidate.purl()));
    }
    if (subject.digest("sha512").filter(candidate.sha512()::equals).isEmpty()) {
      throw refusal("Provenance subject digest does not match the package");
    }
  }

  private Provider requireIdentity(Identity identity) {
    var issuer = identity.get(ISSUER).orElseThrow(() -> missing(ISSUER));
    var provider =
        policy
            .provider(issuer)
            .orElseThrow(() ->
                refusal(
                    ("Unsupported issuer in signing certificate: %s. Only issuers that its"
                            + " trusted root is for are supported")
                        .formatted(Quoted.text(issuer))));
    for (var field : REQUIRED) {
      if (identity.get(field).isEmpty()) {
        throw missing(field);
      }
    }
    requireOpen(identity, provider);
    return provider;
  }

  /** Returns the provider's form; a policy lists no provider without one. */
  private static ProvenanceForm form(Provider provider) {
    return provider.provenance().orElseThrow();
  }

  private void requireOpen(Identity identity, Provider provider) {
    var visibility = text(identity, SOURCE_VISIBILITY);
    if (!policy.visibilities().isEmpty() && !policy.visibilities().contains(visibility)) {
      throw refusal(
          ("Unsupported %s source repository visibility: %s. Only %s source repositories are"
                  + " supported when publishing with provenance.")
              .formatted(
                  provider.title(),
                  Quoted.text(visibility),
                  policy.visibilities().stream().sorted().collect(Collectors.joining(" and "))));
    }
    var runner = text(identity, RUNNER_ENVIRONMENT);
    var hosted = form(provider).hostedRunner();
    // Where there are none, demanding them would refuse everybody.
    boolean hosts = provider.hostsRunners(text(identity, ISSUER));
    if (policy.hostedOnly() && hosts && !runner.equals(hosted)) {
      throw refusal(
          ("Unsupported %s runner environment: %s. Only \"%s\" runners are supported when"
                  + " publishing with provenance.")
              .formatted(provider.title(), Quoted.text(runner), hosted));
    }
  }

  private static void requireRepository(
      Identity identity, ProvenanceForm form, Candidate candidate) {
    var source = text(identity, SOURCE_REPOSITORY);
    var claims = candidate.job().map(Candidate.Job::claims).orElse(JsonObject.EMPTY);
    if (!isOf(candidate.repository(), source, form.server(identity, claims))) {
      throw refusal(
          ("Failed to validate repository information: package.json: \"repository.url\" is %s,"
                  + " expected to match %s from provenance")
              .formatted(Quoted.text(candidate.repository()), Quoted.text(source)));
    }
  }

  /**
   * Returns whether an address is that of the source. To npm all addresses of a repository are
   * https. That of a self-hosted CI system need not be, but only if its issuer, which a root must
   * list to the letter, is http as well, or its operator says that it is reached so.
   */
  private static boolean isOf(String written, String source, String server) {
    return RepositoryUrl.tidied(written).equals(source)
        || (server.startsWith("http://") && RepositoryUrl.tidiedAsHttp(written).equals(source));
  }

  private static void requirePredicate(Statement statement, Identity by, Provider provider) {
    var form = form(provider);
    if (!statement.predicateType().equals(form.predicateType())) {
      throw refusal(
          "Unsupported predicate type: %s. From %s, only %s is supported"
              .formatted(
                  Quoted.text(statement.predicateType()), provider.title(), form.predicateType()));
    }
    var buildType = form.buildTypeIn(statement.predicate());
    if (!buildType.equals(form.buildType())) {
      throw refusal(
          "Unsupported build type: %s. From %s, only %s is supported"
              .formatted(Quoted.text(buildType), provider.title(), form.buildType()));
    }
    var wrong =
        form.predicate(by).stream()
            .filter(each -> !each.in(statement.predicate()).orElse("").equals(each.expected()))
            .map(each ->
                "%s: %s does not match expected value for %s: %s,"
                    .formatted(
                        each.path(),
                        each.in(statement.predicate()).map(Quoted::plain).orElse("<empty>"),
                        each.field().title(),
                        Quoted.plain(each.expected())))
            .collect(Collectors.joining("\n"));
    if (!wrong.isEmpty()) {
      throw refusal(
          "Invalid %s %s provenance predicate:\n%s"
              .formatted(provider.title(), form.title(), wrong));
    }
  }

  /** Requires that the job that was let in has signed, and not another job of its project. */
  private static void requireJob(Identity by, Provider provider, Candidate.Job job) {
    var issuer = text(by, ISSUER);
    if (!issuer.equals(job.issuer()) || !provider.id().equals(job.provider())) {
      throw otherJob(ISSUER, issuer, job.issuer());
    }
    for (var same : form(provider).job(by, job.claims())) {
      var said = text(by, same.field());
      if (!said.equals(same.expected())) {
        throw otherJob(same.field(), said, same.expected());
      }
    }
  }

  private static ProblemException otherJob(Field field, String said, String expected) {
    return refusal(
        ("it was signed by another job than the one that publishes: %s in signing certificate is"
                + " %s, and of the job whose identity token was exchanged it is %s")
            .formatted(field.title(), Quoted.text(said), Quoted.text(expected)));
  }

  private static String text(Identity identity, Field field) {
    return identity.get(field).orElse("");
  }

  private static ProblemException missing(Field field) {
    return refusal("Missing %s in signing certificate".formatted(field.title()));
  }

  private static ProblemException refusal(String why) {
    return new PackageProblem.ProvenanceRefused(why).asException();
  }
}

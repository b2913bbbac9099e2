package dev.imprimatur.testkit.sigstore;

import java.util.List;
import java.util.Map;

/**
 * The statements that npm and registries make of a tarball (in-toto.io; github.com/npm/cli,
 * libnpmpublish).
 */
public final class Statements {
  static final String GITHUB_BUILD =
      "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1";
  static final String GITLAB_BUILD = "https://github.com/npm/cli/gitlab/v0alpha1";
  static final String PUBLISH = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";

  private static final String V1 = "https://in-toto.io/Statement/v1";
  private static final String V01 = "https://in-toto.io/Statement/v0.1";

  private Statements() {}

  /**
   * Returns the statement of npm in a job of GitHub Actions that a certificate names like this
   * (SLSA v1).
   */
  public static String gitHub(Subject subject, Identity job) {
    var repository = job.said(Identity.SOURCE_REPOSITORY);
    var file = job.said(Identity.BUILD_CONFIG).substring(repository.length() + 1);
    int at = file.indexOf('@');
    var workflow =
        Json.members(
            "ref", file.substring(at + 1), "repository", repository, "path", file.substring(0, at));
    var source = "git+%s@%s".formatted(repository, job.said(Identity.SOURCE_REPOSITORY_REF));
    var commit = Json.members("gitCommit", job.said(Identity.SOURCE_REPOSITORY_DIGEST));
    var runner = "https://github.com/actions/runner/" + job.said(Identity.RUNNER_ENVIRONMENT);
    var run = Json.members("invocationId", job.said(Identity.RUN_INVOCATION));
    var predicate =
        Json.members(
            "buildDefinition",
            Json.members(
                "buildType",
                GITHUB_BUILD,
                "externalParameters",
                Json.members("workflow", workflow),
                "internalParameters",
                Json.members("github", gitHubIds(job)),
                "resolvedDependencies",
                List.of(Json.members("uri", source, "digest", commit))),
            "runDetails",
            Json.members("builder", Json.members("id", runner), "metadata", run));
    return statement(V1, subject, "https://slsa.dev/provenance/v1", predicate);
  }

  /**
   * Returns the statement of npm in a job of GitLab that a certificate names like this (SLSA v0.2),
   * without the dozens of variables that nobody has verified.
   */
  public static String gitLab(Subject subject, Identity job) {
    var project = job.said(Identity.SOURCE_REPOSITORY);
    var commit = Json.members("sha1", job.said(Identity.SOURCE_REPOSITORY_DIGEST));
    var source = "git+" + project;
    var predicate =
        Json.members(
            "buildType",
            GITLAB_BUILD,
            "builder",
            Json.members("id", project + "/-/runners/1"),
            "invocation",
            Json.members(
                "configSource",
                Json.members("uri", source, "digest", commit, "entryPoint", "publish"),
                "parameters",
                Json.members(),
                "environment",
                Json.members()),
            "metadata",
            Json.members("buildInvocationId", job.said(Identity.RUN_INVOCATION)),
            "materials",
            List.of(Json.members("uri", source, "digest", commit)));
    return statement(V01, subject, "https://slsa.dev/provenance/v0.2", predicate);
  }

  /** Returns the statement of a registry that has taken in a tarball. */
  public static String publish(Subject subject, String registry) {
    return statement(V01, subject, PUBLISH, subject.inPublishPredicate(registry));
  }

  private static Map<String, Object> gitHubIds(Identity job) {
    return Json.members(
        "event_name",
        job.said(Identity.BUILD_TRIGGER),
        "repository_id",
        job.said(Identity.SOURCE_REPOSITORY_ID),
        "repository_owner_id",
        job.said(Identity.SOURCE_REPOSITORY_OWNER_ID));
  }

  private static String statement(
      String type, Subject subject, String predicateType, Map<String, Object> predicate) {
    return Json.text(
        Json.members(
            "_type",
            type,
            "subject",
            subject.inStatement(),
            "predicateType",
            predicateType,
            "predicate",
            predicate));
  }
}

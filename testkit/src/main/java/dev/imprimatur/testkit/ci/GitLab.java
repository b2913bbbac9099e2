package dev.imprimatur.testkit.ci;

import dev.imprimatur.testkit.ci.CiSystem.Signing;
import dev.imprimatur.testkit.ci.CiSystem.Site;
import dev.imprimatur.testkit.ci.CiSystem.Supply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * GitLab CI/CD (docs.gitlab.com, "OpenID Connect authentication using ID tokens"). A job has the
 * tokens that its {@code id_tokens} define, from its start on.
 */
public final class GitLab {
  private static final String ISSUER = "https://gitlab.com";
  private static final String USUAL_FILE = "//.gitlab-ci.yml@";

  public static final CiSystem SYSTEM =
      new CiSystem(
          "gitlab",
          new Site("{server}", "/oauth/discovery/keys"),
          Signing.PLAIN,
          Supply.GIVEN,
          GitLab::say,
          GitLab::variables);

  private GitLab() {}

  /**
   * Returns a push to the protected main branch of a private project, built by {@code
   * .gitlab-ci.yml} on GitLab's own runner.
   *
   * @param project its path: {@code group/name}, with any number of groups
   */
  public static Workload push(String project) {
    return Workload.of(SYSTEM).fact("project_path", project);
  }

  public static UnaryOperator<Workload> branch(String name) {
    return job -> job.fact("ref_path", "refs/heads/" + name);
  }

  public static UnaryOperator<Workload> tag(String name) {
    return job -> job.fact("ref_path", "refs/tags/" + name);
  }

  /** Makes the ref one that every developer may push to. */
  public static UnaryOperator<Workload> unprotected() {
    return job -> job.fact("ref_protected", "false");
  }

  /** Lets the job deploy to a protected environment. */
  public static UnaryOperator<Workload> environment(String name) {
    return job -> job.fact("environment", name);
  }

  /** Sets what started the pipeline, such as {@code schedule} or {@code web}. */
  public static UnaryOperator<Workload> source(String source) {
    return job -> job.fact("pipeline_source", source);
  }

  /** Lets another file of the project define the pipeline. */
  public static UnaryOperator<Workload> file(String path) {
    return job ->
        job.edited(payload -> {
          if (payload.get("ci_config_ref_uri") instanceof String uri) {
            payload.put("ci_config_ref_uri", uri.replace(USUAL_FILE, "//" + path + "@"));
          }
        });
  }

  /** Puts the instance at this address, while it issues its tokens under another one. */
  public static UnaryOperator<Workload> seenAt(String server) {
    return job -> job.edited(payload -> payload.put("ci_config_ref_uri", fileAt(server, payload)));
  }

  /** Lets no file of the project define the pipeline, so that none is named. */
  public static UnaryOperator<Workload> noFile() {
    return job -> job.with("ci_config_ref_uri", null).with("ci_config_sha", null);
  }

  /** Lets a merge request from a branch of the project itself start the pipeline. */
  public static UnaryOperator<Workload> mergeRequest() {
    return job ->
        job.fact("pipeline_source", "merge_request_event")
            .fact("ref_path", "refs/heads/feature")
            .fact("ref_protected", "false");
  }

  /** Lets a merge request from a fork start the pipeline, in the project that it is to change. */
  public static UnaryOperator<Workload> mergeRequestOfFork(String fork) {
    return job ->
        job.but(mergeRequest())
            .fact("job_project_path", job.chosen("project_path"))
            .fact("project_path", fork);
  }

  public static UnaryOperator<Workload> selfHosted() {
    return job -> job.fact("runner_environment", "self-hosted");
  }

  /** Sets the project's visibility: {@code public}, {@code internal} or {@code private}. */
  public static UnaryOperator<Workload> visibility(String visibility) {
    return job -> job.fact("project_visibility", visibility);
  }

  private static void say(ClaimsBuilder said) {
    sayProjects(said);
    said.orElse("user_id", "2").orElse("user_login", "alice");
    said.orElse("user_email", "alice@acme.example").orElse("user_access_level", "owner");
    said.orElse("pipeline_source", "push");
    said.orElse("pipeline_id", Derived.number(said.text("project_path") + " pipeline"));
    said.orElse("job_id", Derived.number(said.text("project_path") + " job"));
    sayRef(said);
    if (said.has("environment")) {
      said.orElse("environment_protected", "true").orElse("deployment_tier", "production");
      said.orElse("environment_action", "start");
    }
    said.orElse("runner_id", 1L);
    // GitLab's own code: hosted is what runs for all of gitlab.com, and nothing else.
    said.orElse(
        "runner_environment", said.issuer().equals(ISSUER) ? "gitlab-hosted" : "self-hosted");
    sayFile(said);
    said.orElse("project_visibility", "private").orElse("groups_direct", List.of("acme"));
    said.orElse(
        "sub",
        "project_path:%s:ref_type:%s:ref:%s"
            .formatted(said.text("project_path"), said.text("ref_type"), said.text("ref")));
    said.withId().forItsReader();
    said.lasting(Duration.ofHours(1)).goodBefore(Duration.ofSeconds(5));
  }

  private static void sayProjects(ClaimsBuilder said) {
    var project = said.text("project_path");
    said.orElse("job_project_path", project);
    for (var prefix : List.of("", "job_")) {
      var path = said.text(prefix + "project_path");
      var namespace = path.substring(0, path.lastIndexOf('/'));
      said.orElse(prefix + "project_id", Derived.number(path));
      said.orElse(prefix + "namespace_path", namespace);
      said.orElse(prefix + "namespace_id", Derived.number(namespace));
    }
  }

  private static void sayRef(ClaimsBuilder said) {
    said.orElse("ref_path", "refs/heads/main");
    var ref = said.text("ref_path");
    said.orElse("ref", ref.replaceFirst("^refs/(heads|tags)/", ""));
    said.orElse("ref_type", ref.startsWith("refs/tags/") ? "tag" : "branch");
    said.orElse("ref_protected", "true");
    said.orElse("sha", Derived.commit(said.text("project_path") + "@" + ref));
  }

  private static void sayFile(ClaimsBuilder said) {
    said.orElse(
        "ci_config_ref_uri",
        "%s/%s%s%s"
            .formatted(
                withoutScheme(said.issuer()),
                said.text("project_path"),
                USUAL_FILE,
                said.text("ref_path")));
    said.orElse("ci_config_sha", said.text("sha"));
  }

  private static String fileAt(String server, Map<String, @Nullable Object> payload) {
    return "%s/%s%s%s"
        .formatted(
            withoutScheme(server),
            payload.get("project_path"),
            USUAL_FILE,
            payload.get("ref_path"));
  }

  /** Returns host, port and path, as in the setting {@code build_server_fqdn}. */
  private static String withoutScheme(String server) {
    return server.replaceFirst("^https?://", "");
  }

  /** Returns a job's variables, as "Predefined CI/CD variables reference" has them. */
  private static Map<String, String> variables(Map<String, @Nullable Object> claims) {
    var project = claims.get("iss") + "/" + claims.get("project_path");
    return Variables.of(claims)
        .set("GITLAB_CI", "true")
        .set("CI_PROJECT_URL", project)
        .set("CI_JOB_URL", project + "/-/jobs/" + claims.get("job_id"))
        .set("CI_JOB_NAME", "publish")
        .set("CI_RUNNER_ID", String.valueOf(claims.get("runner_id")))
        .say("CI_SERVER_URL", "iss")
        .say("CI_PROJECT_PATH", "project_path")
        .say("CI_PROJECT_ID", "project_id")
        .say("CI_PROJECT_NAMESPACE", "namespace_path")
        .say("CI_PROJECT_VISIBILITY", "project_visibility")
        .say("CI_COMMIT_SHA", "sha")
        .say("CI_COMMIT_REF_NAME", "ref")
        .say("CI_COMMIT_REF_PROTECTED", "ref_protected")
        .shortName("CI_COMMIT_BRANCH", "ref_path", "refs/heads/")
        .shortName("CI_COMMIT_TAG", "ref_path", "refs/tags/")
        .say("CI_ENVIRONMENT_NAME", "environment")
        .say("CI_PIPELINE_ID", "pipeline_id")
        .say("CI_PIPELINE_SOURCE", "pipeline_source")
        .say("CI_JOB_ID", "job_id")
        .all();
  }
}

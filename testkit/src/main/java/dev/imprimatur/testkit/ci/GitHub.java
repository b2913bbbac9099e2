package dev.imprimatur.testkit.ci;

import dev.imprimatur.testkit.ci.CiSystem.Signing;
import dev.imprimatur.testkit.ci.CiSystem.Site;
import dev.imprimatur.testkit.ci.CiSystem.Supply;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** GitHub Actions (docs.github.com, "OpenID Connect reference"). */
public final class GitHub {
  private static final String OF_A_SERVER = "/_services/token";
  private static final Set<String> PULL_REQUESTS = Set.of("pull_request", "pull_request_target");

  private static final String CLAIMS_WITH_VARIABLE =
      """
      actor actor_id base_ref event_name head_ref ref ref_protected ref_type repository \
      repository_id repository_owner repository_owner_id run_attempt run_id run_number sha \
      workflow workflow_ref workflow_sha\
      """;

  public static final CiSystem SYSTEM =
      new CiSystem(
          "github",
          new Site("{server}", "/.well-known/jwks"),
          Signing.WITH_THUMBPRINT,
          Supply.ASKED_FOR,
          GitHub::say,
          GitHub::variables);

  private GitHub() {}

  /**
   * Returns a push to the main branch of a private repository, built on GitHub's own runner.
   *
   * @param repository {@code owner/name}; ids and the commit are derived from it
   * @param workflowFile the bare name of a file in {@code .github/workflows}
   */
  public static Workload push(String repository, String workflowFile) {
    if (!repository.matches("[^/]+/[^/]+")) {
      throw new IllegalArgumentException("a repository is owner/name, not " + repository);
    }
    return Workload.of(SYSTEM)
        .fact("repository", repository)
        .fact("repository_owner", repository.substring(0, repository.indexOf('/')))
        .fact("workflow", ".github/workflows/" + workflowFile);
  }

  private static void say(ClaimsBuilder said) {
    said.withId().forItsReader();
    sayRepository(said);
    sayRun(said);
    sayRef(said);
    sayWorkflow(said);
    said.orElse("sub", subject(said))
        .lasting(Duration.ofMinutes(5))
        .goodBefore(Duration.ofMinutes(10));
  }

  private static void sayRepository(ClaimsBuilder said) {
    said.orElse("repository_id", Derived.number(said.text("repository")));
    said.orElse("repository_owner_id", Derived.number(said.text("repository_owner")));
    said.orElse("repository_visibility", "private");
  }

  private static void sayRun(ClaimsBuilder said) {
    var repository = said.text("repository");
    said.orElse("event_name", "push");
    said.orElse("runner_environment", isCloud(said.issuer()) ? "github-hosted" : "self-hosted");
    said.orElse("run_id", Derived.number(repository + " run"));
    said.orElse("run_number", "4");
    said.orElse("run_attempt", "1");
    said.orElse("check_run_id", Derived.number(repository + " check run"));
    said.orElse("actor", "octocat");
    said.orElse("actor_id", "583231");
    if (said.has("environment")) {
      said.orElse("environment_node_id", "EN_" + Derived.number(said.text("environment")));
    }
  }

  private static void sayRef(ClaimsBuilder said) {
    boolean pullRequest = PULL_REQUESTS.contains(said.text("event_name"));
    said.orElse("head_ref", pullRequest ? "feature" : "");
    said.orElse("base_ref", pullRequest ? "main" : "");
    switch (said.text("event_name")) {
      case "pull_request" -> said.orElse("ref", "refs/pull/7/merge");
      case "release" -> said.orElse("ref", "refs/tags/v1.0.0");
      default -> said.orElse("ref", "refs/heads/main");
    }
    var ref = said.text("ref");
    said.orElse("ref_type", ref.startsWith("refs/tags/") ? "tag" : ref.isEmpty() ? "" : "branch");
    said.orElse("ref_protected", "true");
    said.orElse("sha", Derived.commit(said.text("repository") + "@" + ref));
  }

  private static void sayWorkflow(ClaimsBuilder said) {
    var at = said.text("ref").isEmpty() ? said.text("sha") : said.text("ref");
    var caller = said.text("repository") + "/" + said.text("workflow") + "@" + at;
    said.orElse("workflow_ref", caller);
    said.orElse("workflow_sha", said.text("sha"));
    said.orElse("job_workflow_ref", caller);
    var definedBy = said.text("job_workflow_ref");
    said.orElse(
        "job_workflow_sha",
        definedBy.equals(caller) ? said.text("sha") : Derived.commit(definedBy));
  }

  /**
   * Returns the subject in the form with ids, which every repository created after 15 July 2026
   * has.
   */
  private static String subject(ClaimsBuilder said) {
    var situation = "ref:" + said.text("ref").replace(":", "%3A");
    if (said.has("environment")) {
      situation = "environment:" + said.text("environment").replace(":", "%3A");
    } else if (said.text("event_name").equals("pull_request")) {
      situation = "pull_request";
    }
    var owner = said.text("repository_owner");
    return "repo:%s@%s/%s@%s:%s"
        .formatted(
            owner,
            said.text("repository_owner_id"),
            said.text("repository").substring(owner.length() + 1),
            said.text("repository_id"),
            situation);
  }

  /** Returns whether GitHub has machines there; an Enterprise Server has only its owner's. */
  private static boolean isCloud(String issuer) {
    return issuer.matches(
        "https://token\\.actions\\.(githubusercontent|[a-z0-9-]+\\.ghe)\\.com(/[A-Za-z0-9-]+)?");
  }

  private static Map<String, String> variables(Map<String, @Nullable Object> claims) {
    var issuer = String.valueOf(claims.get("iss"));
    boolean own = issuer.endsWith(OF_A_SERVER);
    return variables(
        claims,
        own ? issuer.substring(0, issuer.length() - OF_A_SERVER.length()) : "https://github.com");
  }

  /**
   * Returns a job's variables, as "Variables reference" has them; Forgejo and Gitea set the same
   * ones.
   */
  static Map<String, String> variables(Map<String, @Nullable Object> claims, String server) {
    var variables =
        Variables.of(claims)
            .set("GITHUB_ACTIONS", "true")
            .set(
                "GITHUB_API_URL",
                server.equals("https://github.com") ? "https://api.github.com" : server + "/api/v1")
            .set("GITHUB_JOB", "publish")
            .set("GITHUB_SERVER_URL", server)
            .set("RUNNER_ARCH", "X64")
            .set("RUNNER_OS", "Linux");
    for (var claim : CLAIMS_WITH_VARIABLE.split(" ", -1)) {
      variables.sayAlways("GITHUB_" + claim.toUpperCase(Locale.ROOT), claim);
    }
    variables.say("RUNNER_ENVIRONMENT", "runner_environment");
    if (claims.get("ref") instanceof String ref) {
      variables.set("GITHUB_REF_NAME", ref.replaceFirst("^refs/(heads|tags|pull)/", ""));
    }
    return variables.all();
  }
}

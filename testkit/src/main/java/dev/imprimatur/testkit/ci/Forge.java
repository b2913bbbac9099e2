package dev.imprimatur.testkit.ci;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The things that Forgejo and Gitea have in common; to the programs in a job both are GitHub
 * Actions.
 */
final class Forge {
  private Forge() {}

  /** Returns a push to the main branch. */
  static Workload push(CiSystem system, String repository, String workflow) {
    return Workload.of(system)
        .fact("repository", repository)
        .fact("repository_owner", repository.substring(0, repository.indexOf('/')))
        .fact("workflow_ref", repository + "/" + workflow + "@refs/heads/main")
        .fact("ref", "refs/heads/main");
  }

  static UnaryOperator<Workload> branch(String name) {
    return on("refs/heads/" + name);
  }

  static UnaryOperator<Workload> tag(String name) {
    return on("refs/tags/" + name);
  }

  static UnaryOperator<Workload> event(String event) {
    return job -> job.fact("event_name", event);
  }

  static UnaryOperator<Workload> pullRequest(int number) {
    return job ->
        job.but(event("pull_request"))
            .but(on("refs/pull/" + number + "/head"))
            .fact("head_ref", "feature")
            .fact("base_ref", "main");
  }

  /** Lets the job run on another ref, whose version of the workflow file it then is. */
  private static UnaryOperator<Workload> on(String ref) {
    return job -> {
      var file = job.chosen("workflow_ref");
      var end = file.length() - job.chosen("ref").length();
      return job.fact("workflow_ref", file.substring(0, end) + ref).fact("ref", ref);
    };
  }

  /** Says which run it is, of what, and why. */
  static void sayRun(ClaimsBuilder said) {
    var ref = said.text("ref");
    said.orElse("event_name", "push");
    said.orElse("ref_type", ref.startsWith("refs/tags/") ? "tag" : "branch");
    said.orElse("sha", Derived.commit(said.text("repository") + "@" + ref));
    said.orElse("actor", "alice").orElse("run_id", "31");
    said.orElse("run_number", "7").orElse("run_attempt", "1");
  }

  /**
   * Returns the environment of a job.
   *
   * @param path what the issuer's address has behind that at which the forge is seen
   */
  static Map<String, String> variables(Map<String, @Nullable Object> claims, String path) {
    var issuer = String.valueOf(claims.get("iss"));
    boolean below = issuer.endsWith(path);
    return GitHub.variables(
        claims, below ? issuer.substring(0, issuer.length() - path.length()) : issuer);
  }
}

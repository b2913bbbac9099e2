package dev.imprimatur.testkit.ci;

import dev.imprimatur.testkit.ci.CiSystem.Signing;
import dev.imprimatur.testkit.ci.CiSystem.Site;
import dev.imprimatur.testkit.ci.CiSystem.Supply;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Forgejo Actions (forgejo.org/docs, "Security OpenID Connect"). To the programs in a job it is
 * GitHub Actions; there are no ids in its tokens.
 */
public final class ForgejoActions {
  private static final String PATH = "/api/actions";

  public static final CiSystem SYSTEM =
      new CiSystem(
          "forgejo",
          new Site("{server}" + PATH, PATH + "/.well-known/keys"),
          Signing.PLAIN,
          Supply.ASKED_FOR,
          ForgejoActions::say,
          ForgejoActions::variables);

  private ForgejoActions() {}

  /**
   * A push to the protected main branch.
   *
   * @param repository {@code owner/name}
   * @param workflow a file in the repository, such as {@code .forgejo/workflows/publish.yml}
   */
  public static Workload push(String repository, String workflow) {
    return Workload.of(SYSTEM)
        .fact("repository", repository)
        .fact("repository_owner", repository.substring(0, repository.indexOf('/')))
        .fact("workflow", workflow.substring(workflow.lastIndexOf('/') + 1))
        .fact("workflow_ref", repository + "/" + workflow + "@refs/heads/main")
        .fact("ref", "refs/heads/main");
  }

  public static UnaryOperator<Workload> branch(String name) {
    return on("refs/heads/" + name);
  }

  public static UnaryOperator<Workload> tag(String name) {
    return on("refs/tags/" + name);
  }

  /** The ref is one that everybody who may write may push to. */
  public static UnaryOperator<Workload> unprotected() {
    return job -> job.fact("ref_protected", "false");
  }

  /** What started the run, such as {@code schedule}. */
  public static UnaryOperator<Workload> event(String event) {
    return job -> job.fact("event_name", event);
  }

  public static UnaryOperator<Workload> pullRequest(int number) {
    return job ->
        job.but(event("pull_request"))
            .but(on("refs/pull/" + number + "/head"))
            .fact("ref_protected", "false")
            .fact("head_ref", "feature")
            .fact("base_ref", "main");
  }

  /** On another ref, whose version of the workflow file then runs. */
  private static UnaryOperator<Workload> on(String ref) {
    return job -> {
      var file = job.chosen("workflow_ref");
      var end = file.length() - job.chosen("ref").length();
      return job.fact("workflow_ref", file.substring(0, end) + ref).fact("ref", ref);
    };
  }

  private static void say(Said said) {
    var repository = said.text("repository");
    said.forItsReader().orElse("event_name", "push");
    said.orElse("ref_type", said.text("ref").startsWith("refs/tags/") ? "tag" : "branch");
    said.orElse("ref_protected", "true").orElse("head_ref", "").orElse("base_ref", "");
    said.orElse("sha", Derived.commit(repository + "@" + said.text("ref")));
    said.orElse("actor", "alice").orElse("run_id", "31");
    said.orElse("run_number", "7").orElse("run_attempt", "1");
    var situation =
        said.text("event_name").equals("pull_request") ? "pull_request" : "ref:" + said.text("ref");
    said.orElse("sub", "repo:" + repository + ":" + situation);
    said.lasting(Duration.ofHours(1)).goodBefore(Duration.ZERO);
  }

  private static Map<String, String> variables(Map<String, @Nullable Object> claims) {
    return GitHub.variables(claims, server(claims, PATH));
  }

  /** The address at which a forge is seen, which is its issuer's without a path. */
  static String server(Map<String, @Nullable Object> claims, String path) {
    var issuer = String.valueOf(claims.get("iss"));
    return issuer.endsWith(path) ? issuer.substring(0, issuer.length() - path.length()) : issuer;
  }
}

package dev.imprimatur.testkit.ci;

import dev.imprimatur.testkit.ci.CiSystem.Signing;
import dev.imprimatur.testkit.ci.CiSystem.Site;
import dev.imprimatur.testkit.ci.CiSystem.Supply;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Gitea Actions (Gitea's source, {@code services/actions/oidc.go} of 2026). To the programs in a
 * job it is GitHub Actions.
 */
public final class GiteaActions {
  private static final String PATH = "/api/actions/oidc";

  public static final CiSystem SYSTEM =
      new CiSystem(
          "gitea",
          new Site("{server}" + PATH, PATH + "/keys"),
          Signing.PLAIN,
          Supply.ASKED_FOR,
          GiteaActions::say,
          GiteaActions::variables);

  private GiteaActions() {}

  /**
   * A push to the main branch of a private repository.
   *
   * @param repository {@code owner/name}
   * @param workflow a file in the repository, such as {@code .gitea/workflows/publish.yml}
   */
  public static Workload push(String repository, String workflow) {
    return Workload.of(SYSTEM)
        .fact("repository", repository)
        .fact("repository_owner", repository.substring(0, repository.indexOf('/')))
        .fact("workflow_ref", repository + "/" + workflow + "@refs/heads/main")
        .fact("ref", "refs/heads/main");
  }

  public static UnaryOperator<Workload> branch(String name) {
    return on("refs/heads/" + name);
  }

  public static UnaryOperator<Workload> tag(String name) {
    return on("refs/tags/" + name);
  }

  /** What started the run, such as {@code schedule}. */
  public static UnaryOperator<Workload> event(String event) {
    return job -> job.fact("event_name", event);
  }

  public static UnaryOperator<Workload> pullRequest(int number) {
    return job ->
        job.but(event("pull_request"))
            .but(on("refs/pull/" + number + "/head"))
            .fact("head_ref", "feature")
            .fact("base_ref", "main");
  }

  /** The job is defined by a reusable workflow: {@code owner/name/path@ref}. */
  public static UnaryOperator<Workload> calling(String workflowRef) {
    return job -> {
      var parts = workflowRef.split("/", 3);
      var repository = parts[0] + "/" + parts[1];
      return job.fact("job_workflow_ref", workflowRef)
          .fact("job_workflow_sha", Derived.commit(workflowRef))
          .fact("job_workflow_repository", repository)
          .fact("job_workflow_repository_id", Derived.number(repository));
    };
  }

  /** The repository was deleted and made anew under its name. */
  public static UnaryOperator<Workload> madeAnew() {
    return job -> job.fact("repository_id", Derived.number(job.chosen("repository") + " anew"));
  }

  private static UnaryOperator<Workload> on(String ref) {
    return job -> {
      var file = job.chosen("workflow_ref");
      var end = file.length() - job.chosen("ref").length();
      return job.fact("workflow_ref", file.substring(0, end) + ref).fact("ref", ref);
    };
  }

  private static void say(Said said) {
    var repository = said.text("repository");
    said.withId().forItsReaders();
    said.orElse("actor", "alice").orElse("actor_id", "2");
    said.orElse("repository_id", Derived.number(repository));
    said.orElse("repository_owner_id", Derived.number(said.text("repository_owner")));
    said.orElse("repository_visibility", "private");
    said.orElse("run_id", "31").orElse("run_number", "7").orElse("run_attempt", "1");
    said.orElse("job_id", "publish").orElse("runner_environment", "self-hosted");
    said.orElse("event_name", "push");
    said.orElse("ref_type", said.text("ref").startsWith("refs/tags/") ? "tag" : "branch");
    said.orElse("sha", Derived.commit(repository + "@" + said.text("ref")));
    said.orElse("workflow", "publish").orElse("workflow_sha", said.text("sha"));
    said.orElse("workflow_repository", repository);
    said.orElse("workflow_repository_id", said.text("repository_id"));
    said.orElse(
        "sub",
        "repo:%s/%s:ref:%s"
            .formatted(
                said.text("repository_owner_id"), said.text("repository_id"), said.text("ref")));
    said.lasting(Duration.ofMinutes(5)).goodBefore(Duration.ZERO);
  }

  private static Map<String, String> variables(Map<String, @Nullable Object> claims) {
    var all = new TreeMap<>(GitHub.variables(claims, ForgejoActions.server(claims, PATH)));
    all.put("GITEA_ACTIONS", "true");
    return all;
  }
}

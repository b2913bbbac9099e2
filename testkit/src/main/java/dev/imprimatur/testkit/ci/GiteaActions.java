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
   * Returns a push to the main branch of a private repository.
   *
   * @param repository {@code owner/name}
   * @param workflow a file in the repository, such as {@code .gitea/workflows/publish.yml}
   */
  public static Workload push(String repository, String workflow) {
    return Forge.push(SYSTEM, repository, workflow);
  }

  public static UnaryOperator<Workload> branch(String name) {
    return Forge.branch(name);
  }

  public static UnaryOperator<Workload> tag(String name) {
    return Forge.tag(name);
  }

  /** Sets the event that started the run, such as {@code schedule}. */
  public static UnaryOperator<Workload> event(String event) {
    return Forge.event(event);
  }

  public static UnaryOperator<Workload> pullRequest(int number) {
    return Forge.pullRequest(number);
  }

  /** Lets a reusable workflow define the job: {@code owner/name/path@ref}. */
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

  /** Lets the repository be one that was deleted and made anew under its name. */
  public static UnaryOperator<Workload> madeAnew() {
    return job -> job.fact("repository_id", Derived.number(job.chosen("repository") + " anew"));
  }

  private static void say(ClaimsBuilder said) {
    var repository = said.text("repository");
    said.withId().forItsReaders();
    Forge.sayRun(said);
    said.orElse("actor_id", "2");
    said.orElse("repository_id", Derived.number(repository));
    said.orElse("repository_owner_id", Derived.number(said.text("repository_owner")));
    said.orElse("repository_visibility", "private");
    said.orElse("job_id", "publish").orElse("runner_environment", "self-hosted");
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
    var all = new TreeMap<>(Forge.variables(claims, PATH));
    all.put("GITEA_ACTIONS", "true");
    return all;
  }
}

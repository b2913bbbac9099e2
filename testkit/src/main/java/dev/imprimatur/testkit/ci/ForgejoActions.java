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
   * Returns a push to the protected main branch.
   *
   * @param repository {@code owner/name}
   * @param workflow a file in the repository, such as {@code .forgejo/workflows/publish.yml}
   */
  public static Workload push(String repository, String workflow) {
    return Forge.push(SYSTEM, repository, workflow)
        .fact("workflow", workflow.substring(workflow.lastIndexOf('/') + 1));
  }

  public static UnaryOperator<Workload> branch(String name) {
    return Forge.branch(name);
  }

  public static UnaryOperator<Workload> tag(String name) {
    return Forge.tag(name);
  }

  /** Makes the ref one that everybody who may write may push to. */
  public static UnaryOperator<Workload> unprotected() {
    return job -> job.fact("ref_protected", "false");
  }

  /** Sets the event that started the run, such as {@code schedule}. */
  public static UnaryOperator<Workload> event(String event) {
    return Forge.event(event);
  }

  public static UnaryOperator<Workload> pullRequest(int number) {
    return job -> job.but(Forge.pullRequest(number)).but(unprotected());
  }

  private static void say(ClaimsBuilder said) {
    said.forItsReader();
    Forge.sayRun(said);
    said.orElse("ref_protected", "true").orElse("head_ref", "").orElse("base_ref", "");
    var situation =
        said.text("event_name").equals("pull_request") ? "pull_request" : "ref:" + said.text("ref");
    said.orElse("sub", "repo:" + said.text("repository") + ":" + situation);
    said.lasting(Duration.ofHours(1)).goodBefore(Duration.ZERO);
  }

  private static Map<String, String> variables(Map<String, @Nullable Object> claims) {
    return Forge.variables(claims, PATH);
  }
}

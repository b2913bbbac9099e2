package dev.imprimatur.testkit.ci;

import dev.imprimatur.testkit.ci.CiSystem.Signing;
import dev.imprimatur.testkit.ci.CiSystem.Site;
import dev.imprimatur.testkit.ci.CiSystem.Supply;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Bitbucket Pipelines (support.atlassian.com, "Integrate Pipelines with resource servers using
 * OIDC"). Each workspace has an issuer; a step with {@code oidc: true} has its token in a variable.
 */
public final class Bitbucket {
  private static final String SERVICE = "/pipelines-config/identity/oidc";

  /** The issuer of the workspace {@code acme}. */
  public static final CiSystem SYSTEM = of("acme");

  private Bitbucket() {}

  /** Returns the issuer of a workspace. */
  public static CiSystem of(String workspace) {
    var path = "/2.0/workspaces/" + workspace + SERVICE;
    return new CiSystem(
        "bitbucket",
        new Site("{server}" + path, path + "/keys.json"),
        Signing.PLAIN,
        Supply.GIVEN,
        Bitbucket::say,
        Bitbucket::variables);
  }

  /** Returns the id of a workspace, without the braces that it has in tokens. */
  public static String workspaceId(String workspace) {
    return Derived.uuid("bitbucket " + workspace);
  }

  /** Returns the id of a repository, {@code workspace/name}. */
  public static String repositoryId(String repository) {
    return Derived.uuid("bitbucket repository " + repository);
  }

  public static String environmentId(String name) {
    return Derived.uuid("bitbucket environment " + name);
  }

  /**
   * Returns a step of a pipeline for the main branch.
   *
   * @param repository {@code workspace/name}
   */
  public static Workload step(String repository) {
    var workspace = repository.substring(0, repository.indexOf('/'));
    return Workload.of(of(workspace))
        .fact("workspaceUuid", braced(workspaceId(workspace)))
        .fact("repositoryUuid", braced(repositoryId(repository)))
        .fact("branchName", "main");
  }

  public static UnaryOperator<Workload> branch(String name) {
    return job -> job.fact("branchName", name);
  }

  /** Lets the pipeline run for a tag, of which the token says nothing. */
  public static UnaryOperator<Workload> tag() {
    return job -> job.without("branchName");
  }

  /** Lets the step deploy to an environment. */
  public static UnaryOperator<Workload> environment(String name) {
    return job -> job.fact("deploymentEnvironmentUuid", braced(environmentId(name)));
  }

  private static void say(ClaimsBuilder said) {
    var repository = said.text("repositoryUuid");
    said.forItsReader();
    said.orElse("pipelineUuid", braced(Derived.uuid(repository + " pipeline")));
    said.orElse("stepUuid", braced(Derived.uuid(repository + " step")));
    said.orElse("accountUuid", braced(Derived.uuid("bitbucket account alice")));
    said.orElse("sub", repository + ":" + said.text("stepUuid"));
    said.lasting(Duration.ofHours(1));
  }

  private static String braced(String id) {
    return "{" + id + "}";
  }

  /** Returns a job's variables, as "Variables and secrets" has them. */
  private static Map<String, String> variables(Map<String, @Nullable Object> claims) {
    return Variables.of(claims)
        .set("BITBUCKET_BUILD_NUMBER", "7")
        .say("BITBUCKET_REPO_UUID", "repositoryUuid")
        .say("BITBUCKET_PIPELINE_UUID", "pipelineUuid")
        .say("BITBUCKET_STEP_UUID", "stepUuid")
        .say("BITBUCKET_BRANCH", "branchName")
        .say("BITBUCKET_DEPLOYMENT_ENVIRONMENT_UUID", "deploymentEnvironmentUuid")
        .all();
  }
}

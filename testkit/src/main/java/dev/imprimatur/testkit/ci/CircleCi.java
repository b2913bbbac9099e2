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
 * CircleCI (circleci.com/docs, "OpenID Connect tokens"). Each organization has an issuer; a job
 * gets tokens by {@code circleci run oidc get}.
 */
public final class CircleCi {
  private static final String PREFIX = "oidc.circleci.com/";
  private static final String ORIGIN = PREFIX + "vcs-origin";
  private static final String REF = PREFIX + "vcs-ref";

  /** The issuer of the organization {@code acme}. */
  public static final CiSystem SYSTEM = of("acme");

  private CircleCi() {}

  /** Returns the issuer of an organization. */
  public static CiSystem of(String organization) {
    var path = "/org/" + organizationId(organization);
    return new CiSystem(
        "circleci",
        new Site("{server}" + path, path + "/.well-known/jwks-pub.json"),
        Signing.PLAIN,
        Supply.GIVEN,
        CircleCi::say,
        CircleCi::variables);
  }

  public static String organizationId(String organization) {
    return Derived.uuid("circleci " + organization);
  }

  /** Returns the id of the project of a repository, {@code owner/name}. */
  public static String projectId(String repository) {
    return Derived.uuid("circleci project " + repository);
  }

  /** Returns the id of a project's pipeline definition. */
  public static String definitionId(String repository) {
    return Derived.uuid("circleci definition " + repository);
  }

  /**
   * Returns a push to the main branch of a repository on github.com.
   *
   * @param repository {@code owner/name}, where the owner is also the organization
   */
  public static Workload push(String repository) {
    var organization = repository.substring(0, repository.indexOf('/'));
    return Workload.of(of(organization))
        .fact(PREFIX + "org-id", organizationId(organization))
        .fact(PREFIX + "project-id", projectId(repository))
        .fact(PREFIX + "pipeline-definition-id", definitionId(repository))
        .fact(ORIGIN, "github.com/" + repository);
  }

  public static UnaryOperator<Workload> branch(String name) {
    return job -> job.fact(REF, "refs/heads/" + name);
  }

  public static UnaryOperator<Workload> tag(String name) {
    return job -> job.fact(REF, "refs/tags/" + name);
  }

  /** Lets the job use contexts, which is where its organization has approvals. */
  public static UnaryOperator<Workload> contexts(String... ids) {
    return job -> job.fact(PREFIX + "context-ids", List.of(ids));
  }

  /** Lets the job be a rerun with a shell in it. */
  public static UnaryOperator<Workload> sshRerun() {
    return job -> job.fact(PREFIX + "ssh-rerun", true);
  }

  /** Lets a fork be built with the secrets of the project; only the origin differs. */
  public static UnaryOperator<Workload> fork(String fork) {
    return job -> job.fact(ORIGIN, "github.com/" + fork).fact(REF, "refs/pull/7/head");
  }

  /** Lets a custom webhook start the job, and so no repository. */
  public static UnaryOperator<Workload> customWebhook() {
    return job -> job.without(ORIGIN).without(REF);
  }

  private static void say(ClaimsBuilder said) {
    said.forItsReader().orElse(REF, "refs/heads/main").orElse(PREFIX + "ssh-rerun", false);
    said.orElse(PREFIX + "context-ids", List.of());
    for (var run : List.of("job-id", "workflow-id", "pipeline-id")) {
      said.orElse(PREFIX + run, Derived.uuid(said.text(ORIGIN) + " " + run));
    }
    said.orElse(
        "sub",
        "org/%s/project/%s/user/%s/vcs-origin/%s/vcs-ref/%s"
            .formatted(
                said.text(PREFIX + "org-id"),
                said.text(PREFIX + "project-id"),
                Derived.uuid("circleci user alice"),
                said.text(ORIGIN),
                said.text(REF)));
    said.lasting(Duration.ofHours(1));
  }

  /** Returns a job's variables, as "Project values and variables" has them. */
  private static Map<String, String> variables(Map<String, @Nullable Object> claims) {
    return Variables.of(claims)
        .set("CIRCLECI", "true")
        .set("CIRCLE_BUILD_NUM", "41")
        .set("CIRCLE_JOB", "publish")
        .say("CIRCLE_ORGANIZATION_ID", PREFIX + "org-id")
        .say("CIRCLE_PROJECT_ID", PREFIX + "project-id")
        .say("CIRCLE_WORKFLOW_ID", PREFIX + "workflow-id")
        .shortName("CIRCLE_BRANCH", REF, "refs/heads/")
        .shortName("CIRCLE_TAG", REF, "refs/tags/")
        .all();
  }
}

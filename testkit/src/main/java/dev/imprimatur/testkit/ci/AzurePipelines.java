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
 * Azure Pipelines, with the token of a pipeline itself. Each organization has an issuer, all have
 * the same keys, and all tokens have the same audience.
 */
public final class AzurePipelines {
  public static final String AUDIENCE = "api://AzureADTokenExchange";

  /** The issuer of the organization {@code acme}. */
  public static final CiSystem SYSTEM = of("acme");

  private AzurePipelines() {}

  /** Returns the issuer of an organization. */
  public static CiSystem of(String organization) {
    return new CiSystem(
        "azure",
        new Site("{server}/" + organizationId(organization), "/.well-known/jwks"),
        Signing.WITH_THUMBPRINT,
        Supply.GIVEN,
        AzurePipelines::say,
        AzurePipelines::variables);
  }

  public static String organizationId(String organization) {
    return Derived.uuid("azure " + organization);
  }

  /**
   * Returns a run for the main branch of a repository on github.com, for {@code
   * acme/rocket/publish}.
   */
  public static Workload run(String organization, String project, String pipeline) {
    var path = organization + "/" + project;
    return Workload.of(of(organization))
        .fact("sub", "p://" + path + "/" + pipeline)
        .fact("org_id", organizationId(organization))
        .fact("prj_id", Derived.uuid("azure " + path))
        .fact("def_id", Derived.number(path + "/" + pipeline))
        .fact("rpo_id", path);
  }

  public static UnaryOperator<Workload> branch(String name) {
    return job -> job.fact("rpo_ref", "refs/heads/" + name);
  }

  public static UnaryOperator<Workload> tag(String name) {
    return job -> job.fact("rpo_ref", "refs/tags/" + name);
  }

  public static UnaryOperator<Workload> pullRequest(int number) {
    return job -> job.fact("rpo_ref", "refs/pull/" + number + "/merge");
  }

  /** Makes the token that of a service connection, which says nothing of a pipeline. */
  public static UnaryOperator<Workload> serviceConnection(String name) {
    return job -> {
      var path = job.chosen("sub").substring("p://".length());
      var connection =
          job.fact("sub", "sc://" + path.substring(0, path.lastIndexOf('/')) + "/" + name);
      for (var claim : List.of("org_id", "prj_id", "def_id", "run_id")) {
        connection = connection.without(claim);
      }
      for (var claim : List.of("rpo_id", "rpo_uri", "rpo_ver", "rpo_ref")) {
        connection = connection.without(claim);
      }
      return connection;
    };
  }

  private static void say(ClaimsBuilder said) {
    said.withId().orElse("aud", AUDIENCE).forItsReader();
    said.orElse("rpo_uri", "https://github.com/" + said.text("rpo_id"));
    said.orElse("rpo_ref", "refs/heads/main");
    said.orElse("rpo_ver", Derived.commit(said.text("rpo_uri") + "@" + said.text("rpo_ref")));
    said.orElse("run_id", "5");
    said.lasting(Duration.ofSeconds(299)).goodBefore(Duration.ofMinutes(10));
  }

  /** Returns a job's variables, as "Use predefined variables" has them. */
  private static Map<String, String> variables(Map<String, @Nullable Object> claims) {
    return Variables.of(claims)
        .set("TF_BUILD", "True")
        .say("BUILD_BUILDID", "run_id")
        .say("BUILD_SOURCEBRANCH", "rpo_ref")
        .say("BUILD_SOURCEVERSION", "rpo_ver")
        .say("BUILD_REPOSITORY_URI", "rpo_uri")
        .say("SYSTEM_DEFINITIONID", "def_id")
        .say("SYSTEM_TEAMPROJECTID", "prj_id")
        .all();
  }
}

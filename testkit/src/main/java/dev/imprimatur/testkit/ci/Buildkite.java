package dev.imprimatur.testkit.ci;

import dev.imprimatur.testkit.ci.CiSystem.Signing;
import dev.imprimatur.testkit.ci.CiSystem.Site;
import dev.imprimatur.testkit.ci.CiSystem.Supply;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Buildkite (buildkite.com/docs, "buildkite-agent oidc"). One issuer for all organizations; a job
 * gets tokens by {@code buildkite-agent oidc request-token}.
 */
public final class Buildkite {
  public static final CiSystem SYSTEM =
      new CiSystem(
          "buildkite",
          new Site("{server}", "/.well-known/jwks"),
          Signing.PLAIN,
          Supply.GIVEN,
          Buildkite::say,
          Buildkite::variables);

  private Buildkite() {}

  /**
   * Returns a build of the main branch on Buildkite's own agent, by a step that asks for {@code
   * --claim organization_id,pipeline_id}.
   */
  public static Workload build(String organization, String pipeline) {
    return Workload.of(SYSTEM)
        .fact("organization_slug", organization)
        .fact("pipeline_slug", pipeline);
  }

  public static UnaryOperator<Workload> branch(String name) {
    return job -> job.fact("build_branch", name);
  }

  /** Lets the build be of a tag, where the branch has its name as well. */
  public static UnaryOperator<Workload> tag(String name) {
    return job -> job.fact("build_branch", name).fact("build_tag", name);
  }

  /** Lets the build be of a pull request from somebody's fork. */
  public static UnaryOperator<Workload> fork(String owner) {
    return job -> job.fact("build_branch", owner + ":main");
  }

  /** Sets what started the build: {@code webhook}, {@code ui}, {@code trigger_job} … */
  public static UnaryOperator<Workload> source(String source) {
    return job -> job.fact("build_source", source);
  }

  public static UnaryOperator<Workload> step(String key) {
    return job -> job.fact("step_key", key);
  }

  public static UnaryOperator<Workload> selfHosted() {
    return job -> job.fact("runner_environment", "self-hosted");
  }

  /** Leaves the ids out, as a step that does not ask for them does. */
  public static UnaryOperator<Workload> withoutIds() {
    return job -> job.without("organization_id").without("pipeline_id");
  }

  private static void say(ClaimsBuilder said) {
    var organization = said.text("organization_slug");
    var pipeline = organization + "/" + said.text("pipeline_slug");
    said.withId().forItsReader();
    said.orElse("organization_id", Derived.uuid("buildkite " + organization));
    said.orElse("pipeline_id", Derived.uuid("buildkite " + pipeline));
    said.orElse("build_number", 5L).orElse("build_source", "webhook");
    said.orElse("build_branch", "main").orElse("step_key", "publish");
    said.orElse("build_commit", Derived.commit(pipeline + "@" + said.text("build_branch")));
    said.orElse("job_id", Derived.uuid("buildkite job " + pipeline));
    said.orElse("agent_id", Derived.uuid("buildkite agent"));
    said.orElse("runner_environment", "buildkite-hosted");
    said.orElse(
        "sub",
        "organization:%s:pipeline:%s:ref:%s:commit:%s:step:%s"
            .formatted(
                organization,
                said.text("pipeline_slug"),
                (said.has("build_tag") ? "refs/tags/" : "refs/heads/") + said.text("build_branch"),
                said.text("build_commit"),
                said.text("step_key")));
    said.lasting(Duration.ofMinutes(5)).goodBefore(Duration.ZERO);
  }

  /** Returns a job's variables, as "Environment variables" has them. */
  private static Map<String, String> variables(Map<String, @Nullable Object> claims) {
    return Variables.of(claims)
        .set("BUILDKITE", "true")
        .say("BUILDKITE_ORGANIZATION_SLUG", "organization_slug")
        .say("BUILDKITE_PIPELINE_SLUG", "pipeline_slug")
        .say("BUILDKITE_BRANCH", "build_branch")
        .say("BUILDKITE_TAG", "build_tag")
        .say("BUILDKITE_COMMIT", "build_commit")
        .say("BUILDKITE_SOURCE", "build_source")
        .say("BUILDKITE_STEP_KEY", "step_key")
        .say("BUILDKITE_JOB_ID", "job_id")
        .all();
  }
}

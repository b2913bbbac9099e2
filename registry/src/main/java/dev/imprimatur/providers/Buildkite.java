package dev.imprimatur.providers;

import static dev.imprimatur.claimrules.Comparison.EXACT;
import static dev.imprimatur.claimrules.Comparison.IGNORING_ASCII_CASE;
import static dev.imprimatur.rulebooks.Provider.provider;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.OneOf;
import dev.imprimatur.claimrules.OneOf.Choice;
import dev.imprimatur.claimrules.OptionalClaim;
import dev.imprimatur.claimrules.Pins;
import dev.imprimatur.claimrules.ProjectClaim;
import dev.imprimatur.claimrules.Refs;
import dev.imprimatur.claimrules.RequiredCondition;
import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.claimrules.Setting.Form;
import dev.imprimatur.claimrules.TokenPayload;
import dev.imprimatur.display.Link;
import dev.imprimatur.display.Shown;
import dev.imprimatur.rulebooks.Provider;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Buildkite. Claims: buildkite.com/docs, "buildkite-agent oidc". */
final class Buildkite {
  private static final String ISSUER = "https://agent.buildkite.com";
  private static final Form SLUG =
      Form.of("[A-Za-z0-9][A-Za-z0-9_-]{0,99}", "write it as it stands in its address");

  static final Provider PROVIDER =
      provider("buildkite", "Buildkite")
          .issuedBy(ISSUER)
          .signsWith("RS256")
          // A job chooses how long its token lasts.
          .lastsAtMost(Duration.ofMinutes(60))
          .givesOneTokenToAJob()
          .givesEveryTokenAnId()
          .isAJobIf("organization_slug", "pipeline_slug", "job_id")
          .isAJobIf(Claim.number("build_number"))
          // Slugs are given to others. A job gets these if it asks: --claim
          // organization_id,pipeline_id
          .isAJobIf(Claim.uuid("organization_id"), Claim.uuid("pipeline_id"))
          .rule(named("organization_slug", "organization", "--organization"))
          .rule(named("pipeline_slug", "pipeline", "--pipeline"))
          .pins(
              new Pins(List.of(Claim.uuid("pipeline_id")), List.of(Claim.uuid("organization_id"))))
          // It is only a hint: the pipeline says what its steps do.
          .rule(
              new OptionalClaim(
                  Setting.text("step_key", "step", Forms.TEXT, "--step")
                      .asked(
                          "Step key",
                          "publish",
                          "The key of the step that publishes; a hint, as the pipeline says what"
                              + " its steps do."),
                  Claim.text("step_key"),
                  EXACT))
          .rule(
              new OneOf(
                  Setting.texts(
                          "build_source",
                          "build source",
                          Forms.oneOf("webhook", "ui", "api", "schedule", "trigger_job"),
                          "--build-source")
                      .asked(
                          "Build sources",
                          "webhook",
                          "What may start the build, if not all that is safe: webhook, ui, api,"
                              + " schedule, trigger_job."),
                  Claim.text("build_source"),
                  Choice.only("webhook", "ui", "api", "schedule")))
          // The branch of a fork is written with its owner in front; no branch has a colon.
          .rule(
              new RequiredCondition(
                  Claim.text("build_branch"),
                  "branch",
                  Buildkite::isOwnBranch,
                  "the branch of a fork may not publish"))
          .rule(
              Refs.shortNames(
                  Refs.setting("ref", "ref"),
                  new Refs.Source(Claim.text("build_tag"), "refs/tags/"),
                  new Refs.Source(Claim.text("build_branch"), "refs/heads/")))
          .rule(
              new OneOf(
                  Forms.runner("buildkite-hosted"),
                  Claim.text("runner_environment"),
                  Choice.runner("buildkite-hosted")))
          .records(Claim.number("build_number"))
          .records("build_commit", "job_id", "agent_id", "build_id")
          .records("cluster_id", "cluster_name", "queue_id", "queue_key")
          // The job chooses its subject.
          .ignores("sub", "https://aws.amazon.com/tags")
          .ignoresAllThatStartWith("agent_tag:")
          .isOneRunIfSame(Claim.uuid("pipeline_id"), Claim.number("build_number"))
          .isKnownBy("pipeline_slug")
          .isSeenAt(issuer ->
              issuer.equals(ISSUER) ? Optional.of("https://buildkite.com") : Optional.empty())
          .shows(
              Shown.linked("Pipeline", "pipeline_slug", to("/{organization_slug}/{pipeline_slug}")),
              Shown.plain("Organization", "organization_slug"),
              Shown.commit("build_commit"),
              Shown.plain("Tag", "build_tag"),
              Shown.plain("Branch", "build_branch"),
              Shown.plain("Started by", "build_source"),
              Shown.plain("Step", "step_key"),
              Shown.linked(
                  "Build",
                  "build_number",
                  to("/{organization_slug}/{pipeline_slug}/builds/{build_number}#{job_id}")))
          .build();

  private Buildkite() {}

  private static ProjectClaim named(String claim, String label, String flag) {
    return new ProjectClaim(
        Setting.text(claim, label, SLUG, flag)
            .needed()
            .asked(
                label.substring(0, 1).toUpperCase(Locale.ROOT) + label.substring(1),
                label.equals("pipeline") ? "rocket" : "acme",
                "Its name as it stands in addresses.",
                "In the address of a build: buildkite.com/ORGANIZATION/PIPELINE/builds/1."),
        Claim.text(claim),
        IGNORING_ASCII_CASE);
  }

  private static boolean isOwnBranch(TokenPayload claims) {
    return claims.text("build_branch").filter(branch -> !branch.contains(":")).isPresent();
  }

  private static Link to(String template) {
    var slug = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
    return Link.to(
        template,
        Map.of(
            "organization_slug",
            slug,
            "pipeline_slug",
            slug,
            "build_number",
            Pattern.compile("[1-9][0-9]{0,15}"),
            "job_id",
            Forms.UUID.pattern()));
  }
}

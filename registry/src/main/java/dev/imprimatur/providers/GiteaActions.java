package dev.imprimatur.providers;

import static dev.imprimatur.rules.Comparison.IGNORING_ASCII_CASE;
import static dev.imprimatur.rules.Provider.provider;

import dev.imprimatur.rules.CalledWorkflow;
import dev.imprimatur.rules.Claim;
import dev.imprimatur.rules.Claims;
import dev.imprimatur.rules.Composition;
import dev.imprimatur.rules.Composition.Part;
import dev.imprimatur.rules.IdSource;
import dev.imprimatur.rules.Must;
import dev.imprimatur.rules.Names;
import dev.imprimatur.rules.OneOf;
import dev.imprimatur.rules.OneOf.Choice;
import dev.imprimatur.rules.Pins;
import dev.imprimatur.rules.Provider;
import dev.imprimatur.rules.Refs;
import dev.imprimatur.rules.Setting;
import dev.imprimatur.rules.Setting.Form;
import dev.imprimatur.rules.WorkflowFile;
import dev.imprimatur.shown.Shown;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gitea Actions. Claims: Gitea's source, {@code services/actions/oidc.go} of 2026. */
final class GiteaActions {
  private static final Setting CALLED =
      Setting.texts(
          "job_workflow_ref",
          "reusable workflow",
          Form.of(
              "%1$s/%1$s/\\.(?:gitea|github)/workflows/%2$s@[^\\p{C}\\p{Z}*]{1,200}"
                  .formatted(Forms.NAME, Forms.FILE),
              "write owner/name/.gitea/workflows/file.yml@ and a commit, or a ref as it is called"),
          "--called-workflow");

  private static final Composition ITS_FILE =
      new Composition(
          List.of(new Part.Said(Claim.text("repository")), new Part.Literal("/")),
          Claim.texts("ref", "sha"));

  private static final Composition BESIDE =
      new Composition(
          List.of(new Part.Said(Claim.text("repository")), new Part.Literal("/.gitea/workflows/")),
          Claim.texts("ref", "sha"));

  private static final WorkflowFile FILE_RULE =
      new WorkflowFile(
          Forge.workflow("gitea|github"), Claim.text("workflow_ref"), ITS_FILE, Optional.empty());

  static final Provider PROVIDER =
      provider("gitea", "Gitea Actions")
          .signsWith("RS256", "RS384", "RS512", "ES256", "ES384")
          .lastsAtMost(Duration.ofMinutes(15))
          .givesEveryTokenAnId()
          .isAJobIf("repository_id", "repository_owner_id", "workflow_ref", "event_name", "run_id")
          .rule(new Names(Forge.REPOSITORY, Claim.text("repository"), IGNORING_ASCII_CASE))
          .pins(new Pins(Claim.texts("repository_id"), Claim.texts("repository_owner_id")))
          .rule(FILE_RULE)
          .rule(
              new CalledWorkflow(
                  CALLED,
                  Claim.text("job_workflow_ref"),
                  Claim.text("workflow_ref"),
                  BESIDE,
                  Claim.text("job_workflow_sha")))
          .rule(
              new Must(
                  Claim.text("job_workflow_repository_id"),
                  "reusable workflow's repository",
                  GiteaActions::namesItsCallee,
                  "it does not say which file of it defines the job"))
          .rule(
              new OneOf(
                  Forge.event("push", "release", "workflow_dispatch", "schedule", "pull_request"),
                  Claim.text("event_name"),
                  Choice.only("push", "release", "workflow_dispatch", "schedule")))
          .rule(Refs.full("ref", "ref", Optional.of(Claim.text("ref_type"))))
          .rule(
              new OneOf(
                  Setting.texts(
                      "repository_visibility",
                      "repository visibility",
                      Forms.oneOf("public", "private", "internal"),
                      "--visibility"),
                  Claim.text("repository_visibility"),
                  Choice.any()))
          // It says of every runner that it is self-hosted, and so it says nothing.
          .records("runner_environment", "sha", "ref_type", "workflow_sha", "job_workflow_sha")
          .records("run_id", "run_number", "run_attempt", "job_id")
          .ignores("sub", "repository_owner", "workflow", "base_ref", "head_ref")
          .ignores("actor", "actor_id", "workflow_repository", "workflow_repository_id")
          .ignores("job_workflow_repository")
          .tellsIds(
              new IdSource(
                  "repository",
                  "/repos/%s",
                  false,
                  Map.of(
                      "repository_id", List.of("id"),
                      "repository_owner_id", List.of("owner", "id"))))
          .isKnownBy("repository")
          .isSeenAt(issuer -> Forge.web(issuer, "/api/actions/oidc"))
          .shows(
              Shown.linked("Repository", "repository", Forge.to("/{repository}")),
              Forge.workflowOf(FILE_RULE),
              Shown.commit("sha", Forge.to("/{repository}/commit/{sha}")),
              Shown.ref("ref"),
              Shown.plain("Started by", "event_name"),
              Shown.linked("Run", "run_id", Forge.to("/{repository}/actions/runs/{run_id}")))
          .build();

  private GiteaActions() {}

  /**
   * Gitea leaves the file out when it cannot tell it, and then the job would pass for a plain one.
   */
  private static boolean namesItsCallee(Claims claims) {
    return !claims.payload().has("job_workflow_repository_id")
        || claims.text("job_workflow_ref").isPresent();
  }
}

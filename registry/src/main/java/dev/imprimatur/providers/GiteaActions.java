package dev.imprimatur.providers;

import static dev.imprimatur.rulebooks.Provider.provider;

import dev.imprimatur.claimrules.CalledWorkflow;
import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.OneOf.Choice;
import dev.imprimatur.claimrules.RequiredCondition;
import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.claimrules.Setting.Form;
import dev.imprimatur.claimrules.TokenPayload;
import dev.imprimatur.claimrules.WorkflowFile;
import dev.imprimatur.display.Shown;
import dev.imprimatur.providers.ActionsFamily.Pages;
import dev.imprimatur.rulebooks.Provider;
import java.time.Duration;

/** Gitea Actions. Claims: Gitea's source, {@code services/actions/oidc.go} of 2026. */
final class GiteaActions {
  private static final Setting CALLED =
      Setting.texts(
              "job_workflow_ref",
              "reusable workflow",
              Form.of(
                  "%1$s/%1$s/\\.(?:gitea|github)/workflows/%2$s@[^\\p{C}\\p{Z}*]{1,200}"
                      .formatted(Forms.NAME, Forms.FILE),
                  "write owner/name/.gitea/workflows/file.yml@ and a commit, or a ref as it is"
                      + " called"),
              "--called-workflow")
          .asked(
              "Reusable workflows",
              "acme/ci/.gitea/workflows/release.yml@v2",
              "Where the job is one of another repository's workflow, which: its file, an at sign,"
                  + " and a commit, or a ref as it is called.");

  private static final WorkflowFile FILE_RULE =
      ActionsFamily.workflowFile(
          ActionsFamily.pathIn("gitea|github"), "/", ".gitea/workflows/publish.yml");

  static final Provider PROVIDER =
      provider("gitea", "Gitea Actions")
          .signsWith("RS256", "RS384", "RS512", "ES256", "ES384")
          .lastsAtMost(Duration.ofMinutes(15))
          .givesEveryTokenAnId()
          .isAJobIf("repository_id", "repository_owner_id", "workflow_ref", "event_name", "run_id")
          .rule(ActionsFamily.repository(Forms.NAME))
          .pins(ActionsFamily.PINS)
          .rule(FILE_RULE)
          .rule(
              new CalledWorkflow(
                  CALLED,
                  Claim.text("job_workflow_ref"),
                  Claim.text("workflow_ref"),
                  ActionsFamily.ownFile("/.gitea/workflows/"),
                  Claim.text("job_workflow_sha")))
          .rule(
              new RequiredCondition(
                  Claim.text("job_workflow_repository_id"),
                  "reusable workflow's repository",
                  GiteaActions::namesItsCallee,
                  "it does not say which file of it defines the job"))
          .rule(
              ActionsFamily.event(
                  Forms.oneOf("push", "release", "workflow_dispatch", "schedule", "pull_request"),
                  Choice.only("push", "release", "workflow_dispatch", "schedule")))
          .rule(ActionsFamily.ref())
          .rule(ActionsFamily.visibility())
          // It says of every runner that it is self-hosted, which tells nothing.
          .records("runner_environment", "sha", "ref_type", "workflow_sha", "job_workflow_sha")
          .records("run_id", "run_number", "run_attempt", "job_id")
          .ignores("sub", "repository_owner", "workflow", "base_ref", "head_ref")
          .ignores("actor", "actor_id", "workflow_repository", "workflow_repository_id")
          .ignores("job_workflow_repository")
          .isOneRunIfSame(Claim.text("repository_id"), Claim.text("run_id"))
          .tellsWhoStartedIt("actor_id", "actor")
          .tellsIds(ActionsFamily.IDS)
          .isKnownBy("repository")
          .isLinkedBy(ActionsFamily.links())
          .isSeenAt(issuer -> ActionsFamily.web(issuer, "/api/actions/oidc"))
          .shows(
              Pages.OF_FORGES.ofRepository(),
              Pages.OF_FORGES.ofWorkflow(FILE_RULE),
              Pages.OF_FORGES.ofCommit(),
              Shown.ref("ref"),
              Shown.plain("Started by", "event_name"),
              Pages.OF_FORGES.ofRun("run_id"))
          .build();

  private GiteaActions() {}

  /**
   * Requires the file of a called workflow: Gitea leaves it out when it cannot tell it, and then
   * the job would pass for a plain one.
   */
  private static boolean namesItsCallee(TokenPayload claims) {
    return !claims.json().has("job_workflow_repository_id")
        || claims.text("job_workflow_ref").isPresent();
  }
}

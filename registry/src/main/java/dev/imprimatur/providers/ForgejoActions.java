package dev.imprimatur.providers;

import static dev.imprimatur.claimrules.Comparison.EXACT;
import static dev.imprimatur.rulebooks.Provider.provider;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.OneOf.Choice;
import dev.imprimatur.claimrules.OptionalClaim;
import dev.imprimatur.claimrules.WorkflowFile;
import dev.imprimatur.display.Shown;
import dev.imprimatur.providers.ActionsFamily.Pages;
import dev.imprimatur.rulebooks.Provider;
import java.time.Duration;

/**
 * Forgejo Actions. Claims: forgejo.org/docs, "Security OpenID Connect". It says no ids, so whoever
 * is given a repository's name may publish: let an operator bind an issuer to one organization.
 */
final class ForgejoActions {
  private static final WorkflowFile FILE_RULE =
      ActionsFamily.workflowFile(
          ActionsFamily.pathIn("forgejo|gitea|github"), "/", ".forgejo/workflows/publish.yml");

  static final Provider PROVIDER =
      provider("forgejo", "Forgejo Actions")
          .signsWith("RS256", "RS384", "RS512", "ES256", "ES384")
          .lastsAtMost(Duration.ofMinutes(65))
          .isAJobIf("repository", "workflow_ref", "event_name", "run_id")
          .rule(ActionsFamily.repository(Forms.NAME))
          .rule(FILE_RULE)
          .rule(
              ActionsFamily.event(
                  Forms.oneOf("push", "release", "workflow_dispatch", "schedule", "pull_request"),
                  Choice.only("push", "release", "workflow_dispatch", "schedule")))
          .rule(ActionsFamily.ref())
          .rule(new OptionalClaim(Forms.protectedRef(), Claim.text("ref_protected"), EXACT))
          .records("sha", "ref_type", "run_id", "run_number", "run_attempt")
          .ignores("sub", "repository_owner", "workflow", "base_ref", "head_ref", "actor")
          .isOneRunIfSame(Claim.text("repository"), Claim.text("run_id"))
          .tellsWhoStartedIt("actor")
          .isKnownBy("repository")
          .isLinkedBy(ActionsFamily.links())
          .isSeenAt(issuer -> ActionsFamily.web(issuer, "/api/actions"))
          .shows(
              Pages.OF_FORGES.ofRepository(),
              Pages.OF_FORGES.ofWorkflow(FILE_RULE),
              Pages.OF_FORGES.ofCommit(),
              Shown.ref("ref"),
              Shown.plain("Started by", "event_name"),
              Pages.OF_FORGES.ofRun("run_number"))
          .build();

  private ForgejoActions() {}
}

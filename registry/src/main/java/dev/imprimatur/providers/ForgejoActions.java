package dev.imprimatur.providers;

import static dev.imprimatur.rules.Comparison.EXACT;
import static dev.imprimatur.rules.Comparison.IGNORING_ASCII_CASE;
import static dev.imprimatur.rules.Provider.provider;

import dev.imprimatur.rules.Claim;
import dev.imprimatur.rules.Composition;
import dev.imprimatur.rules.Composition.Part;
import dev.imprimatur.rules.Names;
import dev.imprimatur.rules.Offers;
import dev.imprimatur.rules.OneOf;
import dev.imprimatur.rules.OneOf.Choice;
import dev.imprimatur.rules.Provider;
import dev.imprimatur.rules.Refs;
import dev.imprimatur.rules.WorkflowFile;
import dev.imprimatur.shown.Shown;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Forgejo Actions. Claims: forgejo.org/docs, "Security OpenID Connect". It says no ids, so whoever
 * is given a repository's name may publish: let an operator bind an issuer to one organization.
 */
final class ForgejoActions {
  private static final WorkflowFile FILE_RULE =
      new WorkflowFile(
          Forge.workflow("forgejo|gitea|github"),
          Claim.text("workflow_ref"),
          new Composition(
              List.of(new Part.Said(Claim.text("repository")), new Part.Literal("/")),
              Claim.texts("ref", "sha")),
          Optional.empty());

  static final Provider PROVIDER =
      provider("forgejo", "Forgejo Actions")
          .signsWith("RS256", "RS384", "RS512", "ES256", "ES384")
          .lastsAtMost(Duration.ofMinutes(65))
          .isAJobIf("repository", "workflow_ref", "event_name", "run_id")
          .rule(new Names(Forge.REPOSITORY, Claim.text("repository"), IGNORING_ASCII_CASE))
          .rule(FILE_RULE)
          .rule(
              new OneOf(
                  Forge.event("push", "release", "workflow_dispatch", "schedule", "pull_request"),
                  Claim.text("event_name"),
                  Choice.only("push", "release", "workflow_dispatch", "schedule")))
          .rule(Refs.full("ref", "ref", Optional.of(Claim.text("ref_type"))))
          .rule(new Offers(Forms.protectedRef(), Claim.text("ref_protected"), EXACT))
          .records("sha", "ref_type", "run_id", "run_number", "run_attempt")
          .ignores("sub", "repository_owner", "workflow", "base_ref", "head_ref", "actor")
          .isKnownBy("repository")
          .isSeenAt(issuer -> Forge.web(issuer, "/api/actions"))
          .shows(
              Shown.linked("Repository", "repository", Forge.to("/{repository}")),
              Forge.workflowOf(FILE_RULE),
              Shown.commit("sha", Forge.to("/{repository}/commit/{sha}")),
              Shown.ref("ref"),
              Shown.plain("Started by", "event_name"),
              Shown.linked(
                  "Run", "run_number", Forge.to("/{repository}/actions/runs/{run_number}")))
          .build();

  private ForgejoActions() {}
}

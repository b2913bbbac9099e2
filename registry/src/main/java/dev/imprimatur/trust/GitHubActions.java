package dev.imprimatur.trust;

import static dev.imprimatur.trust.Comparison.IGNORING_ASCII_CASE;
import static dev.imprimatur.trust.Provider.provider;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** GitHub Actions. Claims: docs.github.com, "OpenID Connect reference". */
final class GitHubActions {
  private static final String FOLDER = "/.github/workflows/";
  private static final List<String> REFS = List.of("ref", "sha");

  private static final Setting REPOSITORY =
      new Setting(
          "repository",
          "repository",
          true,
          false,
          Pattern.compile("[A-Za-z0-9-]{1,39}/(?!\\.{1,2}$)[A-Za-z0-9._-]{1,100}(?<!\\.git)"),
          "write it as owner/name, without an address around it",
          List.of("--repository", "--repo"));

  private static final Setting WORKFLOW =
      new Setting(
          "workflow_ref",
          "workflow file",
          true,
          true,
          Pattern.compile("[^/\\\\\\x00-\\x20][^/\\\\\\x00-\\x1f]{0,250}\\.ya?ml"),
          "write its bare name with .yml or .yaml; it lies in .github/workflows",
          List.of("--file"));

  private static final Setting ENVIRONMENT =
      new Setting(
          "environment",
          "environment",
          false,
          false,
          Pattern.compile("[^\\x00-\\x1f\\x7f]{1,255}"),
          "it has at most 255 characters",
          List.of("--environment", "--env"));

  static final Provider PROVIDER =
      provider("github", "GitHub Actions")
          .speaksAs("npm-oidc-no-reply@github.com")
          .issuedBy("https://token.actions.githubusercontent.com")
          .signsWith("RS256")
          // Samples last five minutes; a token that lasts a year is not GitHub's.
          .lastsAtMost(Duration.ofMinutes(15))
          .givesEveryTokenAnId()
          .isAJobIf("repository_id", "repository_owner_id", "workflow_ref", "event_name", "run_id")
          .rule(new Rule.Names(REPOSITORY, IGNORING_ASCII_CASE))
          // A repository can be deleted and its name taken by a stranger; its number cannot.
          .pins("repository_id", "repository_owner_id")
          .rule(new Rule.WorkflowFile(WORKFLOW, "repository", FOLDER, REFS))
          .rule(
              new Rule.CalledFromSameCommit(
                  "job_workflow_ref", "workflow_ref", "repository", FOLDER, REFS))
          .rule(new Rule.Offers(ENVIRONMENT, IGNORING_ASCII_CASE))
          // Others run with the repository's rights on what a stranger wrote or caused:
          // pull_request_target, workflow_run, issue_comment and whatever GitHub adds next.
          .rule(
              new Rule.OneOf(
                  "event_name",
                  "event",
                  Set.of(
                      "push",
                      "release",
                      "workflow_dispatch",
                      "schedule",
                      "repository_dispatch",
                      "deployment")))
          // What runs on somebody's own machine, GitHub cannot vouch for.
          .rule(new Rule.OneOf("runner_environment", "runner", Set.of("github-hosted")))
          .records(
              "ref",
              "sha",
              "ref_type",
              "ref_protected",
              "workflow_sha",
              "job_workflow_sha",
              "repository_visibility",
              "run_id",
              "run_attempt",
              "run_number",
              "check_run_id",
              "environment_node_id",
              "enterprise",
              "enterprise_id")
          // "sub" can be customised and changed its form twice; people are not ours to record.
          .ignores(
              "sub",
              "repository_owner",
              "workflow",
              "head_ref",
              "base_ref",
              "actor",
              "actor_id",
              "issuer_scope")
          .build();

  private GitHubActions() {}
}

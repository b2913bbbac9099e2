package dev.imprimatur.providers;

import static dev.imprimatur.claimrules.Comparison.EXACT;
import static dev.imprimatur.claimrules.Comparison.IGNORING_ASCII_CASE;
import static dev.imprimatur.rulebooks.ProvenanceForm.provenance;
import static dev.imprimatur.rulebooks.Provider.provider;

import dev.imprimatur.claimrules.CalledWorkflow;
import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.OneOf;
import dev.imprimatur.claimrules.OneOf.Choice;
import dev.imprimatur.claimrules.OptionalClaim;
import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.claimrules.Setting.Form;
import dev.imprimatur.claimrules.WorkflowFile;
import dev.imprimatur.display.Fact;
import dev.imprimatur.display.Shown;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.providers.ActionsFamily.Pages;
import dev.imprimatur.rulebooks.FileLink;
import dev.imprimatur.rulebooks.ProvenanceForm;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.sigstore.Identity.Field;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** GitHub Actions. Claims: docs.github.com, "OpenID Connect reference". */
final class GitHubActions {
  private static final String ISSUER = "https://token.actions.githubusercontent.com";
  private static final String WEB = "https://github.com";
  private static final String FOLDER = "/.github/workflows/";

  /** The name of its own machines, in tokens and in certificates. */
  private static final String HOSTED = "github-hosted";

  /** The path behind an Enterprise Server's address in its issuer. */
  private static final String TOKENS = "/_services/token";

  private static final Pattern ENTERPRISE =
      Pattern.compile(Pattern.quote(ISSUER) + "/[A-Za-z0-9-]+");

  private static final Pattern TENANT =
      Pattern.compile("https://token\\.actions\\.([a-z0-9-]+)\\.ghe\\.com(?:/\\1)?");

  private static final Pattern SERVER =
      Pattern.compile("(https://[A-Za-z0-9.-]+(?::\\d+)?)" + TOKENS);

  /** The form of an account; one that an enterprise manages has its name behind an underscore. */
  private static final String OWNER = "[A-Za-z0-9-][A-Za-z0-9_-]{0,38}";

  private static final Setting CALLED =
      Setting.texts(
              "job_workflow_ref",
              "reusable workflow",
              Form.of(
                  OWNER
                      + "/"
                      + Forms.NAME
                      + "/\\.github/workflows/"
                      + Forms.FILE
                      + "@(?:\\*|[0-9a-f]{40}|refs/[^\\x00-\\x20\\x7f]{1,200})",
                  "write owner/name/.github/workflows/file.yml@ and a full ref, a commit, or a"
                      + " star"),
              "--called-workflow")
          .asked(
              "Reusable workflows",
              "acme/ci/.github/workflows/release.yml@refs/tags/v2",
              "Where the job is one of another repository's workflow, which: its file, an at sign,"
                  + " and a full ref or, best, a commit.");

  private static final WorkflowFile FILE_RULE =
      ActionsFamily.workflowFile(
          Form.of(
              Forms.FILE, "write its bare name with .yml or .yaml; it lies in .github/workflows"),
          FOLDER,
          "publish.yml");

  private static final Pages PAGES =
      new Pages(
          Pattern.compile("[A-Za-z0-9_-]{1,64}/(?!\\.{1,2}$)[A-Za-z0-9._-]{1,100}"),
          Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}\\.ya?ml"),
          "/{repository}/blob/{sha}" + FOLDER + "{file}");

  static final Provider PROVIDER =
      provider("github", "GitHub Actions")
          .speaksAs("npm-oidc-no-reply@github.com")
          .issuedBy(ISSUER)
          // An Enterprise Server has only the runners that its owner provides.
          .hostsRunnersAt(GitHubActions::hostsRunners)
          .signsWith("RS256")
          // Samples last five minutes; a token that lasts a year is not GitHub's.
          .lastsAtMost(Duration.ofMinutes(15))
          .givesEveryTokenAnId()
          .isAJobIf("repository_id", "repository_owner_id", "workflow_ref", "event_name", "run_id")
          .isAJobIf("job_workflow_ref")
          .rule(ActionsFamily.repository(OWNER))
          .pins(ActionsFamily.PINS)
          .rule(FILE_RULE)
          .rule(
              new CalledWorkflow(
                  CALLED,
                  Claim.text("job_workflow_ref"),
                  Claim.text("workflow_ref"),
                  ActionsFamily.ownFile(FOLDER),
                  Claim.text("job_workflow_sha")))
          .rule(
              new OptionalClaim(
                  Forms.environment("environment"), Claim.text("environment"), IGNORING_ASCII_CASE))
          // Others run with the repository's rights on what a stranger wrote or caused:
          // pull_request_target, workflow_run, issue_comment and whatever GitHub adds next.
          .rule(
              ActionsFamily.event(
                  Forms.oneOf(
                      "push",
                      "release",
                      "workflow_dispatch",
                      "schedule",
                      "repository_dispatch",
                      "deployment",
                      "pull_request",
                      "merge_group"),
                  // A fork's pull request gets no identity token; Dependabot's jobs are "dynamic".
                  Choice.only(
                          "push",
                          "release",
                          "workflow_dispatch",
                          "schedule",
                          "repository_dispatch",
                          "deployment")
                      .toRead("pull_request", "merge_group", "dynamic")))
          .rule(ActionsFamily.ref())
          .rule(new OptionalClaim(Forms.protectedRef(), Claim.text("ref_protected"), EXACT))
          .rule(ActionsFamily.visibility())
          // GitHub cannot vouch for what runs on somebody's own machine.
          .rule(
              new OneOf(
                  Forms.runner(HOSTED), Claim.text("runner_environment"), Choice.runner(HOSTED)))
          .records(
              "sha",
              "ref_type",
              "workflow_sha",
              "job_workflow_sha",
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
          .ignoresAllThatStartWith("repo_property_")
          .isOneRunIfSame(Claim.text("repository_id"), Claim.text("run_id"))
          .tellsWhoStartedIt("actor_id", "actor")
          .tellsIds(ActionsFamily.IDS)
          .isKnownBy("repository")
          .isSeenAt(GitHubActions::web)
          .isLinkedBy(
              FileLink.of(
                  "/(?<repository>[^/]+/[^/]+)(?:/(?:blob|edit|raw)/.+/\\.github/workflows"
                      + "/(?<file>[^/]+)|/actions/workflows/(?<workflow>[^/]+)|/.*)?",
                  Map.of(
                      "repository",
                      "repository",
                      "file",
                      "workflow_ref",
                      "workflow",
                      "workflow_ref")))
          .shows(
              PAGES.ofRepository(),
              PAGES.ofWorkflow(FILE_RULE),
              PAGES.ofCommit(),
              Shown.ref("ref"),
              Shown.plain("Environment", "environment"),
              Shown.plain("Started by", "event_name"),
              GitHubActions::run)
          .proves(form())
          .build();

  private GitHubActions() {}

  /** Returns the form of npm's statements about a build (github.com/npm/cli, "libnpmpublish"). */
  private static ProvenanceForm form() {
    var workflow = "buildDefinition.externalParameters.workflow.";
    var github = "buildDefinition.internalParameters.github.";
    var source = "buildDefinition.resolvedDependencies.0.";
    return provenance("SLSA v1", "https://slsa.dev/provenance/v1")
        .hasBuildType(
            "buildDefinition.buildType",
            "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1")
        .isTakenByNpmFrom(ISSUER, ISSUER + "/*")
        .hasRunnersCalled(HOSTED)
        .hasProjectsAt(GitHubActions::server)
        .hasFilesBehind("/")
        .repeats(workflow + "ref", Field.SOURCE_REF)
        .repeats(workflow + "repository", Field.SOURCE_REPOSITORY)
        .repeats(workflow + "path", Field.BUILD_CONFIG, "{file}")
        .repeats(github + "event_name", Field.BUILD_TRIGGER)
        .repeats(github + "repository_id", Field.SOURCE_REPOSITORY_ID)
        .repeats(github + "repository_owner_id", Field.SOURCE_OWNER_ID)
        .repeats(
            source + "uri",
            Field.SOURCE_REPOSITORY,
            "git+{SourceRepositoryURI}@{SourceRepositoryRef}")
        .repeats(source + "digest.gitCommit", Field.SOURCE_DIGEST)
        .repeats(
            "runDetails.builder.id",
            Field.RUNNER_ENVIRONMENT,
            "https://github.com/actions/runner/{RunnerEnvironment}")
        .repeats("runDetails.metadata.invocationId", Field.RUN_INVOCATION)
        .certifies(Field.SOURCE_REPOSITORY, "{server}/{repository}")
        .certifies(Field.BUILD_CONFIG, "{server}/{workflow_ref}")
        .certifies(Field.SOURCE_REPOSITORY_ID, "{repository_id}")
        .certifies(Field.SOURCE_OWNER_ID, "{repository_owner_id}")
        .certifies(Field.SOURCE_DIGEST, "{sha}")
        .certifies(Field.SOURCE_REF, "{ref}")
        .certifies(Field.ENVIRONMENT, "{environment}")
        .certifies(
            Field.RUN_INVOCATION,
            "{SourceRepositoryURI}/actions/runs/{run_id}/attempts/{run_attempt}")
        .showsBehind("/commit/", "/blob/")
        .build();
  }

  /** Returns whether the issuer is at or below GitHub's own, where all is GitHub's. */
  private static boolean hostsRunners(String issuer) {
    return isCloud(issuer) || issuer.startsWith(ISSUER + "/");
  }

  /**
   * Returns whether it is GitHub's own cloud, where an enterprise may have its own issuer or host.
   */
  private static boolean isCloud(String issuer) {
    return issuer.equals(ISSUER)
        || ENTERPRISE.matcher(issuer).matches()
        || TENANT.matcher(issuer).matches();
  }

  /**
   * Returns the web address, if the issuer tells it, as an Enterprise Server's does; others we
   * would have to guess.
   */
  private static Optional<String> web(String issuer) {
    var tenant = TENANT.matcher(issuer);
    if (tenant.matches()) {
      return Optional.of("https://%s.ghe.com".formatted(tenant.group(1)));
    }
    if (isCloud(issuer)) {
      return Optional.of(WEB);
    }
    return Optional.of(SERVER.matcher(issuer)).filter(m -> m.matches()).map(m -> m.group(1));
  }

  /**
   * Returns the server of the repositories that a certificate may name. A certificate is only of an
   * issuer that a root lists to the letter, so no link for people is guessed here.
   */
  private static String server(String issuer) {
    return web(issuer)
        .orElseGet(() ->
            issuer.endsWith(TOKENS) ? issuer.substring(0, issuer.length() - TOKENS.length()) : WEB);
  }

  /** Links to the run; one that was tried again has a page for each attempt. */
  private static Optional<Fact> run(JsonObject recorded, String web) {
    var attempt = recorded.text("run_attempt").filter(number -> !number.equals("1"));
    return recorded
        .text("run_id")
        .map(id ->
            new Fact(
                "Run",
                id + attempt.map(number -> ", attempt " + number).orElse(""),
                PAGES
                    .to("/{repository}/actions/runs/{run_id}/attempts/{run_attempt}")
                    .from(web, recorded)));
  }
}

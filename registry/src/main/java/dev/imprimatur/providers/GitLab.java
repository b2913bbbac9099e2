package dev.imprimatur.providers;

import static dev.imprimatur.claimrules.Comparison.EXACT;
import static dev.imprimatur.claimrules.Comparison.IGNORING_ASCII_CASE;
import static dev.imprimatur.rulebooks.ProvenanceForm.provenance;
import static dev.imprimatur.rulebooks.Provider.provider;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.OneOf;
import dev.imprimatur.claimrules.OneOf.Choice;
import dev.imprimatur.claimrules.OptionalClaim;
import dev.imprimatur.claimrules.Pins;
import dev.imprimatur.claimrules.ProjectClaim;
import dev.imprimatur.claimrules.ReferenceTemplate;
import dev.imprimatur.claimrules.ReferenceTemplate.Part;
import dev.imprimatur.claimrules.Refs;
import dev.imprimatur.claimrules.RequiredCondition;
import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.claimrules.Setting.Form;
import dev.imprimatur.claimrules.TokenPayload;
import dev.imprimatur.claimrules.WorkflowFile;
import dev.imprimatur.display.Fact;
import dev.imprimatur.display.Link;
import dev.imprimatur.display.Shown;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.rulebooks.FileLink;
import dev.imprimatur.rulebooks.IdSource;
import dev.imprimatur.rulebooks.ProvenanceForm;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.sigstore.Identity.Field;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** GitLab CI/CD. Claims: docs.gitlab.com, "ID token authentication". */
final class GitLab {
  private static final String ISSUER = "https://gitlab.com";

  /** The name of its own machines, in tokens and in certificates. */
  private static final String HOSTED = "gitlab-hosted";

  private static final String NAME =
      "(?!\\.{1,2}(?:$|[/:]))[A-Za-z0-9_.][A-Za-z0-9_.-]{0,254}(?<!\\.git|\\.atom)";

  private static final String OTHER_PROJECT =
      "%1$s(?:/%1$s){1,20}(?::[^\\p{C}\\p{Z}~^:?*\\[\\\\{}@]{1,200})?".formatted(NAME);

  private static final String ADDRESS =
      "https://[A-Za-z0-9.-]+(?::\\d{1,5})?(?!\\S*/\\.{1,2}/)(?:/[A-Za-z0-9._~%+-]+){0,20}"
          + "/[A-Za-z0-9._~%+-]{1,200}\\.ya?ml";

  private static final Setting PROJECT =
      Setting.text(
              "project_path",
              "project",
              Form.of(
                  "%1$s(?:/%1$s){0,20}/(?:\\*|%1$s)".formatted(NAME),
                  "write it as group/project or group/subgroup/project, without an address around"
                      + " it"),
              "--project")
          .needed()
          .asked(
              List.of("Namespace", "Project name"),
              "acme/rocket",
              "The user or group, with its subgroups, and the project's name as it stands in its"
                  + " address.",
              "Both stand in its address, one behind the other.");

  /**
   * The project's own setting: a file of the project, a file of another one behind an at sign,
   * perhaps with a ref of it, or an address.
   */
  private static final Setting FILE =
      Setting.file(
              "ci_config_ref_uri",
              "pipeline file",
              Form.of(
                  "\\*|" + ADDRESS + "|" + Forms.PATH + "(?:@" + OTHER_PROJECT + ")?",
                  "write its path in the project, such as .gitlab-ci.yml, with .yml or .yaml, and"
                      + " @group/project behind it if it is another project's; or its address with"
                      + " https; or a star if any pipeline may publish"),
              "--file")
          .needed()
          .asked(
              "Top-level CI file path",
              ".gitlab-ci.yml",
              "Its path in the project, with .yml or .yaml.",
              "Settings, CI/CD, General pipelines: CI/CD configuration file.");

  private static final Claim PROJECT_ID = Claim.text("project_id");
  private static final Claim JOB_PROJECT_ID = Claim.text("job_project_id");
  private static final Claim SOURCE = Claim.text("pipeline_source");

  /** Pipelines that may run a fork's code, in the project that it was forked from. */
  private static final Set<String> OF_FORKS =
      Set.of("merge_request_event", "external_pull_request_event");

  private static final WorkflowFile FILE_RULE =
      new WorkflowFile(
          FILE,
          Claim.text("ci_config_ref_uri"),
          new ReferenceTemplate(
              List.of(
                  new Part.Server(),
                  new Part.Literal("/"),
                  new Part.Said(Claim.text("project_path")),
                  new Part.Literal("//")),
              Claim.texts("ref_path", "sha")),
          Optional.of("its pipeline is not defined by a file of the project, so it names none"));

  static final Provider PROVIDER =
      provider("gitlab", "GitLab CI/CD")
          .speaksAs("npm-oidc-no-reply@gitlab.com")
          .issuedBy(ISSUER)
          // A self-managed instance says "self-hosted" of every runner that it has.
          .hostsRunnersAt(ISSUER::equals)
          .signsWith("RS256")
          // A token is made when its job starts, and lasts as long as the job may.
          .lastsAtMost(Duration.ofHours(24))
          .givesOneTokenToAJob()
          .givesEveryTokenAnId()
          // GitLab signs people's log-ins with the same keys.
          .isAJobIf("project_id", "namespace_id", "pipeline_id", "job_id")
          .rule(new ProjectClaim(PROJECT, Claim.text("project_path"), IGNORING_ASCII_CASE))
          .pins(new Pins(List.of(PROJECT_ID), Claim.texts("namespace_id")))
          .rule(FILE_RULE)
          .rule(
              new RequiredCondition(
                  JOB_PROJECT_ID,
                  "running project",
                  GitLab::runsWhereItsCodeIs,
                  "only the project that the code comes from may run it; a fork may not publish"))
          .rule(
              new OneOf(
                  Setting.texts(
                          "pipeline_source",
                          "pipeline source",
                          Forms.oneOf(
                              "push",
                              "web",
                              "schedule",
                              "api",
                              "trigger",
                              "pipeline",
                              "parent_pipeline",
                              "chat",
                              "merge_request_event"),
                          "--pipeline-source")
                      .asked(
                          "Pipeline sources",
                          "push",
                          "What may start the pipeline, if not all that is safe: push, web,"
                              + " schedule, api, trigger, merge_request_event."),
                  SOURCE,
                  // A fork's pipeline runs in the fork; the rule above sees to it.
                  Choice.only("push", "web", "schedule", "api", "trigger")
                      .toRead("merge_request_event", "pipeline", "parent_pipeline", "chat")))
          // On GitLab the case of an environment matters.
          .rule(
              new OptionalClaim(Forms.environment("environment"), Claim.text("environment"), EXACT))
          .rule(
              new OptionalClaim(
                  Setting.text(
                          "environment_protected",
                          "environment protection",
                          Forms.PROTECTED,
                          "--protected-environment")
                      .asked(
                          "Protected environments only",
                          "true",
                          "Write true, and only protected environments may publish."),
                  Claim.text("environment_protected"),
                  EXACT))
          .rule(Refs.full("ref_path", "ref", Claim.text("ref_type")))
          .rule(new OptionalClaim(Forms.protectedRef(), Claim.text("ref_protected"), EXACT))
          .rule(
              new OneOf(
                  Setting.texts(
                          "project_visibility",
                          "project visibility",
                          Forms.oneOf("public", "internal", "private"),
                          "--visibility")
                      .asked(
                          "Project visibility",
                          "public",
                          "Who may see the project when the job runs: public, internal or"
                              + " private."),
                  Claim.text("project_visibility"),
                  Choice.any()))
          .rule(
              new OneOf(
                  Forms.runner(HOSTED), Claim.text("runner_environment"), Choice.runner(HOSTED)))
          .records("sha", "ref_type", "ci_config_sha", "pipeline_id", "job_id", "job_source")
          .records("job_namespace_id", "deployment_tier", "environment_action")
          .records(Claim.number("runner_id"))
          // "sub" is put together as each project likes; people are not ours to record.
          .ignores("sub", "ref", "namespace_path", "job_namespace_path", "job_project_path")
          .ignores("user_id", "user_login", "user_email", "user_access_level", "user_identities")
          .ignores("groups_direct", "target_audience")
          .isOneRunIfSame(PROJECT_ID, Claim.text("pipeline_id"))
          .tellsWhoStartedIt("user_id", "user_login")
          .tellsIds(
              new IdSource(
                  "project_path",
                  "/projects/%s",
                  true,
                  Map.of("project_id", List.of("id"), "namespace_id", List.of("namespace", "id"))))
          .isKnownBy("project_path")
          .isSeenAt(GitLab::web)
          .isLinkedBy(
              FileLink.of(
                  "/(?<project>[^/]+(?:/(?!-/)[^/]+)+)"
                      + "(?:/-/(?:blob|edit|raw)/[^/]+/(?<file>.+\\.ya?ml)|/-/.*)?",
                  Map.of("project", "project_path", "file", "ci_config_ref_uri")))
          .shows(
              Shown.linked("Project", "project_path", to("/{project_path}")),
              GitLab::file,
              Shown.commit("sha", to("/{project_path}/-/commit/{sha}")),
              Shown.ref("ref_path"),
              Shown.plain("Environment", "environment"),
              Shown.plain("Started by", "pipeline_source"),
              Shown.linked("Job", "job_id", to("/{project_path}/-/jobs/{job_id}")))
          .proves(form())
          .build();

  private GitLab() {}

  /** Returns the form of npm's statements about a build (github.com/npm/cli, "libnpmpublish"). */
  private static ProvenanceForm form() {
    return provenance("SLSA v0.2", "https://slsa.dev/provenance/v0.2")
        .hasBuildType("buildType", "https://github.com/npm/cli/gitlab/v0alpha1")
        .isTakenByNpmFrom(ISSUER)
        .hasRunnersCalled(HOSTED)
        .hasProjectsAt(issuer -> issuer.replaceFirst("/+$", ""))
        .hasFilesWithAtSignsBehind("//")
        .repeats(
            "invocation.configSource.uri", Field.SOURCE_REPOSITORY, "git+{SourceRepositoryURI}")
        .repeats("invocation.configSource.digest.sha1", Field.SOURCE_DIGEST)
        .repeats("metadata.buildInvocationId", Field.RUN_INVOCATION)
        .repeats("materials.0.digest.sha1", Field.SOURCE_DIGEST)
        .certifies(Field.SOURCE_REPOSITORY, "{server}/{project_path}")
        .certifies(Field.BUILD_CONFIG, "{scheme}{ci_config_ref_uri}")
        .certifies(Field.SOURCE_REPOSITORY_ID, "{project_id}")
        .certifies(Field.SOURCE_OWNER_ID, "{namespace_id}")
        .certifies(Field.SOURCE_DIGEST, "{sha}")
        .certifies(Field.ENVIRONMENT, "{environment}")
        .certifies(Field.RUN_INVOCATION, "{SourceRepositoryURI}/-/jobs/{job_id}")
        .showsBehind("/-/commit/", "/-/blob/")
        .build();
  }

  /**
   * Excludes a merge request from a fork, which can run in the project that it wants to change. New
   * instances tell it by two project ids; old ones name the wrong project, so there the pipeline's
   * source decides.
   */
  private static boolean runsWhereItsCodeIs(TokenPayload claims) {
    var running = claims.json().get(JOB_PROJECT_ID.name());
    return running.isPresent()
        ? claims.text(JOB_PROJECT_ID).isPresent()
            && claims.text(JOB_PROJECT_ID).equals(claims.text(PROJECT_ID))
        : claims.text(SOURCE).filter(source -> !OF_FORKS.contains(source)).isPresent();
  }

  /** Returns the web address, which is that of the issuer. */
  private static Optional<String> web(String issuer) {
    return issuer.matches("https://[A-Za-z0-9.-]+(?::\\d+)?(?:/[A-Za-z0-9_-]+)*")
        ? Optional.of(issuer)
        : Optional.empty();
  }

  private static Link to(String template) {
    return Link.to(
        template, Map.of("sha", Shown.COMMIT, "job_id", Pattern.compile("[1-9][0-9]{0,19}")));
  }

  private static Optional<Fact> file(JsonObject recorded, String web) {
    return FILE_RULE
        .fileOf(recorded)
        .filter(file -> !file.isEmpty())
        .map(file ->
            new Fact(
                "Pipeline file",
                file,
                Link.to(
                        "/{project_path}/-/blob/{sha}/{file}",
                        Map.of(
                            "sha",
                            Shown.COMMIT,
                            "file",
                            Pattern.compile(
                                "(?:[A-Za-z0-9_-]|\\.(?!\\.?/))[A-Za-z0-9._-]*"
                                    + "(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,20}")))
                    .from(web, recorded.but().and("file", file).build())));
  }
}

package dev.imprimatur.providers;

import static dev.imprimatur.claimrules.Comparison.IGNORING_ASCII_CASE;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.OneOf;
import dev.imprimatur.claimrules.OneOf.Choice;
import dev.imprimatur.claimrules.Pins;
import dev.imprimatur.claimrules.ProjectClaim;
import dev.imprimatur.claimrules.ReferenceTemplate;
import dev.imprimatur.claimrules.ReferenceTemplate.Part;
import dev.imprimatur.claimrules.Refs;
import dev.imprimatur.claimrules.Rule;
import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.claimrules.Setting.Form;
import dev.imprimatur.claimrules.WorkflowFile;
import dev.imprimatur.display.Fact;
import dev.imprimatur.display.Link;
import dev.imprimatur.display.Shown;
import dev.imprimatur.rulebooks.FileLink;
import dev.imprimatur.rulebooks.IdSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rules and links that are the same for GitHub Actions and for what is modelled on it, Gitea's
 * and Forgejo's Actions. The differences stand in the file of each: its issuers and keys, the ids
 * in its tokens, the folders of workflows, its claims about runners, and the addresses of its
 * pages.
 */
final class ActionsFamily {
  /** The place where the API of GitHub and of Gitea tells a repository's ids. */
  static final IdSource IDS =
      new IdSource(
          "repository",
          "/repos/%s",
          false,
          Map.of(
              "repository_id", List.of("id"),
              "repository_owner_id", List.of("owner", "id")));

  /** A repository can be deleted and its name taken by a stranger; its number cannot. */
  static final Pins PINS =
      new Pins(Claim.texts("repository_id"), Claim.texts("repository_owner_id"));

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,19}");

  private ActionsFamily() {}

  /** The repository, compared without regard to case. */
  static ProjectClaim repository(String owner) {
    return new ProjectClaim(
        Setting.text(
                "repository",
                "repository",
                Form.of(
                    "%s/(?:\\*|%s)".formatted(owner, Forms.NAME),
                    "write it as owner/name, without an address around it"),
                "--repository",
                "--repo")
            .needed()
            .asked(
                List.of("Organization or user", "Repository"),
                "acme/rocket",
                "Whose repository it is, and its name.",
                "Both stand in its address, one behind the other."),
        Claim.text("repository"),
        IGNORING_ASCII_CASE);
  }

  /** Makes the template of the address of a file of the job's own repository and commit. */
  static ReferenceTemplate ownFile(String folder) {
    return new ReferenceTemplate(
        List.of(new Part.Said(Claim.text("repository")), new Part.Literal(folder)),
        Claim.texts("ref", "sha"));
  }

  /**
   * The workflow file, whose folder the setting names if it is not always the same.
   *
   * @param example such a file
   */
  static WorkflowFile workflowFile(Form form, String folder, String example) {
    return new WorkflowFile(
        Setting.file("workflow_ref", "workflow file", form, "--file")
            .needed()
            .asked(
                "Workflow filename",
                example,
                example.contains("/")
                    ? "Its path in the repository, with .yml or .yaml."
                    : "Only the filename, with .yml or .yaml; the file lies in .github/workflows."),
        Claim.text("workflow_ref"),
        ownFile(folder),
        Optional.empty());
  }

  /**
   * The path of a workflow file with its folder: files of one name in two folders are two.
   *
   * @param folders their names without the dot, as a choice of a pattern
   */
  static Form pathIn(String folders) {
    return Form.of(
        "\\.(?:%s)/workflows/%s".formatted(folders, Forms.FILE),
        "write its path in the repository, such as .%s/workflows/publish.yml"
            .formatted(folders.replaceFirst("\\|.*", "")));
  }

  /** Makes the rule for events: those that may be configured, and how others are chosen. */
  static OneOf event(Form events, Choice choice) {
    return new OneOf(
        Setting.texts("event_name", "event", events, "--event")
            .asked(
                "Events",
                "release",
                "What may start the workflow, if not all that is safe: "
                    + events.rule().replaceFirst("it is one of ", "")
                    + "."),
        Claim.text("event_name"),
        choice);
  }

  static Rule ref() {
    return Refs.full("ref", "ref", Claim.text("ref_type"));
  }

  static OneOf visibility() {
    return new OneOf(
        Setting.texts(
                "repository_visibility",
                "repository visibility",
                Forms.oneOf("public", "private", "internal"),
                "--visibility")
            .asked(
                "Repository visibility",
                "public",
                "Who may see the repository when the job runs: public, private or internal."),
        Claim.text("repository_visibility"),
        Choice.any());
  }

  /** The addresses of repositories and workflow files of Gitea and Forgejo. */
  static FileLink links() {
    return FileLink.of(
        "/(?<repository>[^/]+/[^/]+)"
            + "(?:/src/(?:branch|tag|commit)/.+?/(?<file>\\.[a-z]+/workflows/[^/]+)|/.*)?",
        Map.of("repository", "repository", "file", "workflow_ref"));
  }

  /** Returns the address of an instance, whose issuer is below it. */
  static Optional<String> web(String issuer, String below) {
    var instance =
        Pattern.compile("(https://[A-Za-z0-9.-]+(?::\\d+)?(?:/[A-Za-z0-9_-]+)*)" + below);
    return Optional.of(instance.matcher(issuer)).filter(m -> m.matches()).map(m -> m.group(1));
  }

  /**
   * The pages of one of them.
   *
   * @param repository the form of a repository in a link
   * @param file the form of a workflow file
   * @param blob the path of a file of a commit: {@code /{repository}/blob/{sha}/{file}}
   */
  record Pages(Pattern repository, Pattern file, String blob) {
    /** The pages of Gitea and of Forgejo, which have a common ancestor. */
    static final Pages OF_FORGES =
        new Pages(
            Pattern.compile(
                "[A-Za-z0-9_-][A-Za-z0-9._-]{0,100}/(?!\\.{1,2}$)[A-Za-z0-9._-]{1,100}"),
            Pattern.compile(
                "\\.(?:forgejo|gitea|github)/workflows/"
                    + "[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}\\.ya?ml"),
            "/{repository}/src/commit/{sha}/{file}");

    Link to(String template) {
      return Link.to(
          template,
          Map.of(
              "repository",
              repository,
              "sha",
              Shown.COMMIT,
              "file",
              file,
              "run_id",
              NUMBER,
              "run_number",
              NUMBER,
              "run_attempt",
              NUMBER));
    }

    Shown ofRepository() {
      return Shown.linked("Repository", "repository", to("/{repository}"));
    }

    Shown ofCommit() {
      return Shown.commit("sha", to("/{repository}/commit/{sha}"));
    }

    Shown ofWorkflow(WorkflowFile rule) {
      return (recorded, web) ->
          rule.fileOf(recorded)
              .filter(name -> !name.isEmpty())
              .map(name ->
                  new Fact(
                      "Workflow",
                      name,
                      to(blob).from(web, recorded.but().and("file", name).build())));
    }

    /** Shows the run by the claim that is in its address; instances differ in which that is. */
    Shown ofRun(String claim) {
      return Shown.linked("Run", claim, to("/{repository}/actions/runs/{%s}".formatted(claim)));
    }
  }
}

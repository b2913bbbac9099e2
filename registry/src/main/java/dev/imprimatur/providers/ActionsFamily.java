package dev.imprimatur.providers;

import static dev.imprimatur.rules.Comparison.IGNORING_ASCII_CASE;

import dev.imprimatur.rules.Claim;
import dev.imprimatur.rules.Composition;
import dev.imprimatur.rules.Composition.Part;
import dev.imprimatur.rules.IdSource;
import dev.imprimatur.rules.Names;
import dev.imprimatur.rules.OneOf;
import dev.imprimatur.rules.OneOf.Choice;
import dev.imprimatur.rules.Pins;
import dev.imprimatur.rules.Refs;
import dev.imprimatur.rules.Rule;
import dev.imprimatur.rules.Setting;
import dev.imprimatur.rules.Setting.Form;
import dev.imprimatur.rules.WorkflowFile;
import dev.imprimatur.shown.Fact;
import dev.imprimatur.shown.Link;
import dev.imprimatur.shown.Shown;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rules and links that are the same for GitHub Actions and for what is modelled on it, Gitea's
 * and Forgejo's Actions. What differs stands in the file of each: its issuers and keys, which ids
 * its tokens say, where workflows lie, what it says of runners, and how its pages are addressed.
 */
final class ActionsFamily {
  /** Where the API of GitHub and of Gitea tells a repository's ids. */
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
  static Names repository(String owner) {
    return new Names(
        Setting.text(
                "repository",
                "repository",
                Form.of(
                    "%s/(?:\\*|%s)".formatted(owner, Forms.NAME),
                    "write it as owner/name, without an address around it"),
                "--repository",
                "--repo")
            .needed(),
        Claim.text("repository"),
        IGNORING_ASCII_CASE);
  }

  /** How the address of a file of the job's own repository and commit is put together. */
  static Composition ownFile(String folder) {
    return new Composition(
        List.of(new Part.Said(Claim.text("repository")), new Part.Literal(folder)),
        Claim.texts("ref", "sha"));
  }

  /** The workflow file, whose folder the setting names if it is not always the same. */
  static WorkflowFile workflowFile(Form form, String folder) {
    return new WorkflowFile(
        Setting.file("workflow_ref", "workflow file", form, "--file").needed(),
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

  /** The events that may be configured, and those that are enough where none is. */
  static OneOf event(Form events, String... usual) {
    return new OneOf(
        Setting.texts("event_name", "event", events, "--event"),
        Claim.text("event_name"),
        Choice.only(usual));
  }

  static Rule ref() {
    return Refs.full("ref", "ref", Optional.of(Claim.text("ref_type")));
  }

  static OneOf visibility() {
    return new OneOf(
        Setting.texts(
            "repository_visibility",
            "repository visibility",
            Forms.oneOf("public", "private", "internal"),
            "--visibility"),
        Claim.text("repository_visibility"),
        Choice.any());
  }

  /** The address of an instance, whose issuer is below it. */
  static Optional<String> web(String issuer, String below) {
    var instance =
        Pattern.compile("(https://[A-Za-z0-9.-]+(?::\\d+)?(?:/[A-Za-z0-9_-]+)*)" + below);
    return Optional.of(instance.matcher(issuer)).filter(m -> m.matches()).map(m -> m.group(1));
  }

  /**
   * The pages of one of them.
   *
   * @param repository what a repository must look like to be in a link
   * @param file what a workflow file must look like
   * @param blob where a file of a commit is seen: {@code /{repository}/blob/{sha}/{file}}
   */
  record Pages(Pattern repository, Pattern file, String blob) {
    /** Those of Gitea and of Forgejo, which have a common ancestor. */
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
                      web.flatMap(address ->
                          to(blob).from(address, recorded.but().and("file", name).build()))));
    }

    /** The run by the claim that its address has; instances differ in which that is. */
    Shown ofRun(String claim) {
      return Shown.linked("Run", claim, to("/{repository}/actions/runs/{%s}".formatted(claim)));
    }
  }
}

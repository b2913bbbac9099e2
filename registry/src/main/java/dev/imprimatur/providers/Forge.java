package dev.imprimatur.providers;

import dev.imprimatur.rules.Setting;
import dev.imprimatur.rules.Setting.Form;
import dev.imprimatur.rules.WorkflowFile;
import dev.imprimatur.shown.Fact;
import dev.imprimatur.shown.Link;
import dev.imprimatur.shown.Shown;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What Forgejo and Gitea, which have a common ancestor, still have in common. */
final class Forge {
  static final Setting REPOSITORY =
      Setting.text(
              "repository",
              "repository",
              Form.of(
                  "%1$s/(?:\\*|%1$s)".formatted(Forms.NAME),
                  "write it as owner/name, without an address around it"),
              "--repository",
              "--repo")
          .needed();

  private static final Pattern FILE =
      Pattern.compile(
          "\\.(?:forgejo|gitea|github)/workflows/[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}\\.ya?ml");

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,19}");

  private Forge() {}

  /**
   * The file of a workflow with its folder: files of one name in two folders are two.
   *
   * @param folders their names without the dot, as a choice of a pattern
   */
  static Setting workflow(String folders) {
    return Setting.file(
            "workflow_ref",
            "workflow file",
            Form.of(
                "\\.(?:%s)/workflows/%s".formatted(folders, Forms.FILE),
                "write its path in the repository, such as .%s/workflows/publish.yml"
                    .formatted(folders.replaceFirst("\\|.*", ""))),
            "--file")
        .needed();
  }

  static Setting event(String... events) {
    return Setting.texts("event_name", "event", Forms.oneOf(events), "--event");
  }

  /** The address of an instance, whose issuer is below it. */
  static Optional<String> web(String issuer, String below) {
    var instance =
        Pattern.compile("(https://[A-Za-z0-9.-]+(?::\\d+)?(?:/[A-Za-z0-9_-]+)*)" + below);
    return Optional.of(instance.matcher(issuer)).filter(m -> m.matches()).map(m -> m.group(1));
  }

  static Link to(String template) {
    return Link.to(
        template,
        Map.of(
            "repository",
            Pattern.compile(
                "[A-Za-z0-9_-][A-Za-z0-9._-]{0,100}/(?!\\.{1,2}$)[A-Za-z0-9._-]{1,100}"),
            "sha",
            Shown.COMMIT,
            "file",
            FILE,
            "run_id",
            NUMBER,
            "run_number",
            NUMBER));
  }

  static Shown workflowOf(WorkflowFile rule) {
    return (recorded, web) ->
        rule.fileOf(recorded)
            .filter(file -> !file.isEmpty())
            .map(file ->
                new Fact(
                    "Workflow",
                    file,
                    web.flatMap(address ->
                        to("/{repository}/src/commit/{sha}/{file}")
                            .from(address, recorded.but().and("file", file).build()))));
  }
}

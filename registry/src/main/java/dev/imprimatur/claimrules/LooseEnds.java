package dev.imprimatur.claimrules;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The ways in which the settings of a publisher let in more jobs than somebody may think who has
 * only filled in what was required.
 */
final class LooseEnds {
  private LooseEnds() {}

  /** Returns them as the words of a warning. */
  static List<String> of(List<Rule> rules, Settings configured) {
    return Stream.of(
            Optional.of("any branch may publish").filter(_ -> takesAnyRef(rules, configured)),
            Optional.of("any file may publish").filter(_ -> takesAnyFile(rules, configured)),
            Optional.of("any project may publish")
                .filter(_ ->
                    rules.stream()
                        .anyMatch(rule ->
                            rule instanceof ProjectClaim name
                                && name.matchesManyProjects(configured))))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Returns whether refs can be told, and neither they nor an environment are. */
  private static boolean takesAnyRef(List<Rule> rules, Settings configured) {
    boolean tellsRefs = rules.stream().anyMatch(Refs.class::isInstance);
    return tellsRefs
        && rules.stream()
            .filter(LooseEnds::boundsRefs)
            .flatMap(rule -> rule.setting().stream())
            .noneMatch(setting -> configured.has(setting.name()));
  }

  /** Returns whether a setting says which refs are meant, or which people look at a run. */
  private static boolean boundsRefs(Rule rule) {
    return rule instanceof Refs
        || rule.setting()
            .filter(setting ->
                setting.words().recommended()
                    || setting.label().equals("ref protection")
                    || setting.label().equals("environment protection"))
            .isPresent();
  }

  private static boolean takesAnyFile(List<Rule> rules, Settings configured) {
    return rules.stream()
        .filter(WorkflowFile.class::isInstance)
        .flatMap(rule -> rule.setting().stream())
        .anyMatch(setting -> configured.text(setting.name()).filter("*"::equals).isPresent());
  }
}

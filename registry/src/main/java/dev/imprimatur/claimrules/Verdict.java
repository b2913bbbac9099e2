package dev.imprimatur.claimrules;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The verdict of a rulebook on an identity token, for one trusted publisher. Reply, event, metric
 * and page are all written from it.
 *
 * @param identity whether it is the publisher's project
 * @param ids the ids that the token says, by the names of their claims
 * @param names what the rules found that tell one project from another
 * @param rules what all other rules found
 * @param version the only version that the token may publish, if a rule binds it
 */
public record Verdict(
    Identity identity,
    JsonObject ids,
    List<Finding> names,
    List<Finding> rules,
    Optional<String> version) {

  /** The relation of a token's project to the publisher's. */
  public enum Identity {
    /** Name and ids are the publisher's. */
    SAME,
    /** The name is the publisher's, and no ids prove yet that the project is. */
    FIRST,
    /** The ids are the publisher's, and the name is another. */
    RENAMED,
    /** It is the same project, and another owner's. */
    TRANSFERRED,
    /** Name and owner are the publisher's, and the project is another one. */
    RECREATED,
    /** The name is the publisher's, and somebody else has it now. */
    REPLACED,
    /** Neither is the publisher's. */
    STRANGER;

    private String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Verdict {
    names = List.copyOf(names);
    rules = List.copyOf(rules);
  }

  /** Returns whether it is the project itself, by ids that nobody else can have. */
  public boolean proven() {
    return identity == Identity.SAME || identity == Identity.RENAMED;
  }

  /** Returns whether it is the project, as far as can be known. */
  public boolean isProject() {
    return proven() || identity == Identity.FIRST;
  }

  public boolean accepted() {
    return isProject() && failures().isEmpty();
  }

  /** The rules that the token broke, apart from those that tell its project. */
  public List<Finding> failures() {
    return rules.stream().filter(Finding::failed).toList();
  }

  /** The verdict in some words, for a line of a log: {@code same, but environment, ref}. */
  public String words() {
    var broken = failures().stream().map(Finding::rule).collect(Collectors.joining(", "));
    return identity.wire() + (broken.isEmpty() ? "" : ", but " + broken);
  }

  /** The verdict for a program; what was configured only if the bearer has proved who they are. */
  public JsonObject json(boolean told) {
    var json =
        JsonObject.with("accepted", accepted())
            .and("identity", identity.wire())
            .and(
                "rules",
                new JsonArray(
                    Stream.concat(names.stream(), rules.stream())
                        .<dev.imprimatur.json.JsonValue>map(finding -> finding.json(told))
                        .toList()));
    version.ifPresent(only -> json.and("version", only));
    return json.build();
  }
}

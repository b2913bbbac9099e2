package dev.imprimatur.e2e;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The audit log as it was exported, and what the messages of a webhook must agree with. */
record ToldEvents(List<Json> entries) {
  static ToldEvents of(Imprimatur registry) {
    return new ToldEvents(registry.run("audit", "export").out().lines().map(Json::object).toList());
  }

  /** How often each thing happened: a kind, and whom or which version it is about. */
  Map<String, Long> counted() {
    return entries.stream()
        .collect(Collectors.groupingBy(ToldEvents::named, Collectors.counting()));
  }

  /** The number of each event of these kinds, and its kind. */
  Map<Long, String> ofKinds(List<String> kinds) {
    return entries.stream()
        .filter(entry -> kinds.contains(entry.text("kind")))
        .collect(
            Collectors.toMap(
                entry -> Long.parseLong(entry.text("seq")), entry -> entry.text("kind")));
  }

  private static String named(Json entry) {
    var facts = entry.at("facts");
    var about = entry.names().contains("package") ? entry.text("package") : "";
    var version = facts.names().contains("version") ? "@" + facts.text("version") : "";
    var user = facts.names().contains("user") ? facts.text("user") : "";
    return "%s %s%s%s".formatted(entry.text("kind"), about, version, user);
  }
}

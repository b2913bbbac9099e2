package dev.imprimatur.pages;

import dev.imprimatur.builds.Build;
import dev.imprimatur.builds.Sights;
import dev.imprimatur.providers.Providers;
import java.util.List;
import java.util.Optional;

/**
 * How a version was built, as its provenance proves it.
 *
 * @param facts what the certificate says, with places to look at it
 * @param summary all of it in a few words: {@code acme/rocket at 1a2b3c4d5e6f}
 * @param run where the run can be looked at
 */
record Origin(List<Byline.Fact> facts, Line summary, Optional<String> run, Day signed) {
  Origin {
    facts = List.copyOf(facts);
  }

  static Origin of(Build build, Providers providers) {
    var shown = Sights.of(build, providers.find(build.provider()));
    var facts = shown.stream().flatMap(fact -> Byline.fact(fact).stream()).toList();
    return new Origin(
        facts,
        new Line(text(facts, "Source") + " at " + text(facts, "Commit")),
        facts.stream()
            .filter(fact -> fact.label().equals("Run"))
            .findFirst()
            .flatMap(Byline.Fact::address),
        new Day(build.signedAt()));
  }

  private static String text(List<Byline.Fact> facts, String label) {
    return facts.stream()
        .filter(fact -> fact.label().equals(label))
        .findFirst()
        .map(fact -> fact.text().text())
        .orElse("?");
  }
}

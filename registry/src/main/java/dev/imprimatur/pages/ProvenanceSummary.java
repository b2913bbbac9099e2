package dev.imprimatur.pages;

import dev.imprimatur.provenancepolicy.Build;
import dev.imprimatur.provenancepolicy.BuildFacts;
import dev.imprimatur.providers.Providers;
import java.util.List;
import java.util.Optional;

/**
 * The build of a version, as its provenance proves it.
 *
 * @param facts the facts in the certificate, with places to look at them
 * @param summary all of it in a few words: {@code acme/rocket at 1a2b3c4d5e6f}
 * @param run the address at which the run can be seen
 */
record ProvenanceSummary(
    List<PublisherSummary.Fact> facts,
    InlineText summary,
    Optional<String> run,
    DisplayDate signed) {
  ProvenanceSummary {
    facts = List.copyOf(facts);
  }

  static ProvenanceSummary of(Build build, Providers providers) {
    var shown =
        providers
            .find(build.provider())
            .map(known -> BuildFacts.of(build, known))
            .orElseGet(() -> BuildFacts.of(build));
    var facts = shown.stream().flatMap(fact -> PublisherSummary.fact(fact).stream()).toList();
    return new ProvenanceSummary(
        facts,
        new InlineText(text(facts, "Source") + " at " + text(facts, "Commit")),
        facts.stream()
            .filter(fact -> fact.label().equals("Run"))
            .findFirst()
            .flatMap(PublisherSummary.Fact::address),
        new DisplayDate(build.signedAt()));
  }

  private static String text(List<PublisherSummary.Fact> facts, String label) {
    return facts.stream()
        .filter(fact -> fact.label().equals(label))
        .findFirst()
        .map(fact -> fact.text().text())
        .orElse("?");
  }
}

package dev.imprimatur.pages;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.packages.PublishOrigin;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.Provider;
import java.util.List;
import java.util.Optional;

/** The publisher of a version, as a page shows it. A person's mail address is not for browsers. */
sealed interface PublisherSummary {

  /** A person, with a token or signed in. */
  record Person(InlineText name) implements PublisherSummary {}

  /**
   * A CI job that proved who it is.
   *
   * @param system the CI system's name: {@code GitHub Actions}
   * @param project the project of the job, if it is known
   */
  record Job(InlineText system, Optional<InlineText> project, List<Fact> facts)
      implements PublisherSummary {
    public Job {
      facts = List.copyOf(facts);
    }
  }

  /**
   * A fact from the job's identity token.
   *
   * @param address the address at which it can be seen
   */
  record Fact(String label, InlineText text, Optional<String> address) {}

  /**
   * A version that was staged, and that this person approved.
   *
   * @param upload the publisher who staged it
   */
  record Approved(PublisherSummary upload, InlineText approver) implements PublisherSummary {}

  /** Returns who sent the bytes, whoever approved them. */
  default PublisherSummary sender() {
    return switch (this) {
      case Person person -> person;
      case Job job -> job;
      case Approved(var upload, _) -> upload.sender();
    };
  }

  static PublisherSummary of(PublishOrigin publication, Providers providers) {
    return switch (publication) {
      case PublishOrigin.ByPerson(var user, _) -> new Person(new InlineText(user));
      case PublishOrigin.ByPublisher(_, _, var provider, var title, _, var claims) ->
          providers
              .find(provider)
              .map(known -> job(title, known, claims))
              .orElseGet(() -> new Job(new InlineText(title), Optional.empty(), List.of()));
      case PublishOrigin.Approved(var upload, var approver) ->
          new Approved(of(upload, providers), new InlineText(approver.name()));
    };
  }

  private static Job job(String title, Provider provider, JsonObject claims) {
    return new Job(
        new InlineText(title),
        provider.project(claims).flatMap(InlineText::of),
        provider.facts(claims).stream().flatMap(fact -> fact(fact).stream()).toList());
  }

  static Optional<Fact> fact(dev.imprimatur.display.Fact fact) {
    return InlineText.of(fact.text()).map(line -> new Fact(fact.label(), line, fact.address()));
  }
}

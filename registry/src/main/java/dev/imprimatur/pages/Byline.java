package dev.imprimatur.pages;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.packages.Publication;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.Provider;
import java.util.List;
import java.util.Optional;

/** Who published a version, as a page shows it. A person's mail address is not for browsers. */
sealed interface Byline {

  /** A person, with a token or signed in. */
  record Person(Line name) implements Byline {}

  /**
   * A CI job that proved who it is.
   *
   * @param system what people call the CI system: {@code GitHub Actions}
   * @param project where the job belongs, if it is known
   */
  record Job(Line system, Optional<Line> project, List<Fact> facts) implements Byline {
    public Job {
      facts = List.copyOf(facts);
    }
  }

  /**
   * Something that the job's identity token said.
   *
   * @param address where to look at it
   */
  record Fact(String label, Line text, Optional<String> address) {}

  /**
   * It was staged, and this person approved it.
   *
   * @param upload who staged it
   */
  record Approved(Byline upload, Line approver) implements Byline {}

  /** Who sent the bytes, whoever approved them. */
  default Byline sender() {
    return switch (this) {
      case Person person -> person;
      case Job job -> job;
      case Approved(var upload, _) -> upload.sender();
    };
  }

  static Byline of(Publication publication, Providers providers) {
    return switch (publication) {
      case Publication.ByPerson(var user, _) -> new Person(new Line(user));
      case Publication.ByPublisher(_, _, var provider, var title, _, var claims) ->
          providers
              .find(provider)
              .map(known -> job(title, known, claims))
              .orElseGet(() -> new Job(new Line(title), Optional.empty(), List.of()));
      case Publication.Approved(var upload, var approver) ->
          new Approved(of(upload, providers), new Line(approver.name()));
    };
  }

  private static Job job(String title, Provider provider, JsonObject claims) {
    return new Job(
        new Line(title),
        Line.of(provider.project(claims)),
        provider.facts(claims).stream().flatMap(fact -> fact(fact).stream()).toList());
  }

  static Optional<Fact> fact(dev.imprimatur.display.Fact fact) {
    return Line.of(Optional.of(fact.text()))
        .map(line -> new Fact(fact.label(), line, fact.address()));
  }
}

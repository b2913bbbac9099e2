package dev.imprimatur.pages;

import dev.imprimatur.packages.Publication;
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

  static Byline of(Publication publication) {
    return switch (publication) {
      case Publication.ByPerson(var user, _) -> new Person(new Line(user));
      case Publication.ByPublisher(_, var provider, var title, _, var claims)
          when provider.equals(GitHubJob.PROVIDER) -> {
        var job = new GitHubJob(claims);
        yield new Job(new Line(title), Line.of(job.repository()), job.facts());
      }
      case Publication.ByPublisher(_, _, var title, _, _) ->
          new Job(new Line(title), Optional.empty(), List.of());
    };
  }
}

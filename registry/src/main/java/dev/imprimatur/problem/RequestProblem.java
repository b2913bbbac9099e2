package dev.imprimatur.problem;

import static dev.imprimatur.problem.Quoted.text;

import java.time.Duration;
import java.util.Optional;

/** A problem with a request, whatever it is about. */
public sealed interface RequestProblem extends Problem {

  record NoSuchAddress(String method, String path) implements RequestProblem {
    @Override
    public String detail() {
      return "There is nothing to %s at %s.".formatted(method, text(path));
    }
  }

  /** One of npm's commands that does nothing here. */
  record NotOffered(String feature, String instead) implements RequestProblem {
    @Override
    public String detail() {
      return "This registry has no %s, and nothing was done. %s"
          .formatted(feature, instead)
          .strip();
    }
  }

  record MalformedRequest(String why) implements RequestProblem {
    @Override
    public String detail() {
      return "This request cannot be read: %s.".formatted(why);
    }
  }

  record BodyTooLarge(String what, long bytesMax) implements RequestProblem {
    @Override
    public String detail() {
      return "%s may have at most %,d bytes here.".formatted(what, bytesMax);
    }
  }

  record BodyTooSlow(Duration silence, int pace) implements RequestProblem {
    @Override
    public String detail() {
      return ("The rest of this request did not arrive: it may pause for %d seconds, and must then"
              + " come with %,d bytes a second at least.")
          .formatted(silence.toSeconds(), pace);
    }
  }

  record Overloaded(String what, Duration pause) implements RequestProblem {
    @Override
    public String detail() {
      return "%s Try again in %d seconds.".formatted(what, pause.toSeconds());
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.of(pause);
    }
  }

  /**
   * Somebody sends more requests of a kind than they may.
   *
   * @param quota the name of the quota in the configuration
   * @param which the requests that it counts
   */
  record TooManyRequests(String quota, String which, Duration pause) implements RequestProblem {
    @Override
    public String detail() {
      return "Too many requests %s (quota \"%s\"). Try again in %d seconds."
          .formatted(which, quota, pause.toSeconds());
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.of(pause);
    }
  }

  /**
   * The disk cannot be written; the cause is for the operator's log, and nobody outside needs it.
   */
  record DiskUnwritable(Duration pause) implements RequestProblem {
    @Override
    public String detail() {
      return ("This registry has no room on its disk, or cannot write to it; nothing was kept."
              + " Try again in %d seconds.")
          .formatted(pause.toSeconds());
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.of(pause);
    }
  }
}

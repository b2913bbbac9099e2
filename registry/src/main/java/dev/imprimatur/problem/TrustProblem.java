package dev.imprimatur.problem;

import static dev.imprimatur.problem.Quoted.text;

/** A problem with whom a package should trust. */
public sealed interface TrustProblem extends Problem {

  record InvalidPublisher(String why) implements TrustProblem {
    @Override
    public String detail() {
      return "This trusted publisher is refused: %s.".formatted(why);
    }
  }

  record PublisherExists(String packageName, String id) implements TrustProblem {
    @Override
    public String detail() {
      return "%s has exactly this trusted publisher already: %s.".formatted(packageName, id);
    }
  }

  /**
   * The package has its one publisher; the sentence is npm's, word for word, as its clients expect
   * it.
   */
  record OnePublisherOnly(String packageName) implements TrustProblem {
    @Override
    public String detail() {
      return "trusted publisher config already exists for the package. Please delete and"
          + " re-create.";
    }
  }

  record AmbiguousPublisher(String packageName, String id) implements TrustProblem {
    @Override
    public String detail() {
      return ("This trusted publisher of %s and %s could both be meant by one job, and they allow"
              + " different things. Let one of them ask for all that the other asks for.")
          .formatted(packageName, id);
    }
  }

  record TooManyPending(String owner, int pendingMax) implements TrustProblem {
    @Override
    public String detail() {
      return "%d trusted publishers wait for packages of %s already, and there may be no more."
          .formatted(pendingMax, owner);
    }
  }

  record DecisionNotFound(String id) implements TrustProblem {
    @Override
    public String detail() {
      return "There is nothing to decide with the id %s.".formatted(text(id));
    }
  }

  record FixNotFound(String event) implements TrustProblem {
    @Override
    public String detail() {
      return "The event %s offers nothing that could be accepted.".formatted(text(event));
    }
  }

  record FixOutdated(String event) implements TrustProblem {
    @Override
    public String detail() {
      return ("What the event %s offers is no longer what would help: the trusted publisher is not"
              + " as it was, or accepts such a job by now.")
          .formatted(text(event));
    }
  }

  record TooManyPublishers(String packageName, int publishersMax) implements TrustProblem {
    @Override
    public String detail() {
      return "%s has %d trusted publishers, and a package may have no more."
          .formatted(packageName, publishersMax);
    }
  }

  record PublisherNotFound(String id) implements TrustProblem {
    @Override
    public String detail() {
      return "There is no trusted publisher %s.".formatted(text(id));
    }
  }

  record InvalidIssuer(String why) implements TrustProblem {
    @Override
    public String detail() {
      return "This issuer is refused: %s.".formatted(why);
    }
  }

  record IssuerExists(String url) implements TrustProblem {
    @Override
    public String detail() {
      return "There is an issuer %s already; an issuer is never replaced.".formatted(text(url));
    }
  }

  record IssuerNotFound(String url) implements TrustProblem {
    @Override
    public String detail() {
      return "There is no issuer %s that could be removed.".formatted(text(url));
    }
  }

  record IssuerInUse(String url, int publishers) implements TrustProblem {
    @Override
    public String detail() {
      return "%d trusted publishers know their tokens by the issuer %s; remove them first."
          .formatted(publishers, text(url));
    }
  }
}

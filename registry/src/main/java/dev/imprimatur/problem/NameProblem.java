package dev.imprimatur.problem;

import static dev.imprimatur.problem.Quoted.text;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A problem with a name or version that is used up, or that must stay. */
public sealed interface NameProblem extends Problem {

  /** The first sentence is npm's own, word for word: release tools look for it. */
  record VersionUsedUp(String name, String version, Instant at) implements NameProblem {
    @Override
    public String detail() {
      return ("You cannot publish over the previously published versions: %s."
              + " %s@%s was removed at %s, and no version is ever used twice; raise the version.")
          .formatted(version, name, version, at);
    }
  }

  /** The first sentence is npm's own. */
  record NameBlocked(String name, Instant until) implements NameProblem {
    @Override
    public String detail() {
      return ("%s cannot be republished until 24 hours have passed. It was unpublished, and its"
              + " owners can publish it again from %s on.")
          .formatted(name, until);
    }
  }

  /** The first sentences are npm's own. */
  record UnpublishRefused(String name, List<String> criteria) implements NameProblem {
    public UnpublishRefused {
      criteria = List.copyOf(criteria);
    }

    @Override
    public String detail() {
      return ("You can no longer unpublish this package. Failed criteria: %s. Nothing of %s was"
              + " removed; \"npm deprecate\" warns whoever installs it.")
          .formatted(String.join("; ", criteria), name);
    }
  }

  record UnpublishUnclear(String name, String why) implements NameProblem {
    @Override
    public String detail() {
      return "Nothing of %s was removed: %s.".formatted(name, why);
    }
  }

  record DocumentOutdated(String name) implements NameProblem {
    @Override
    public String detail() {
      return ("%s has changed since its document was read, and nothing was done. Type the command"
              + " again.")
          .formatted(name);
    }
  }

  /** The answer to whoever asks for what was there once, and may know of it. */
  record VersionRemoved(String name, String version, Instant at, Optional<String> why)
      implements NameProblem {
    @Override
    public String detail() {
      return "%s@%s was removed at %s%s."
          .formatted(name, version, at, why.map(each -> ": " + text(each)).orElse(""));
    }
  }

  record PackageUnpublished(String name, Instant at) implements NameProblem {
    @Override
    public String detail() {
      return "%s was unpublished at %s, and has no version any more.".formatted(name, at);
    }
  }

  record NameTaken(String name) implements NameProblem {
    @Override
    public String detail() {
      return "There is a package %s already.".formatted(name);
    }
  }

  record NameReserved(String name) implements NameProblem {
    @Override
    public String detail() {
      return "The name %s is reserved by the operator of this registry.".formatted(name);
    }
  }

  /** The sentence is npm's own. */
  record NameTooSimilar(String name, List<String> others) implements NameProblem {
    public NameTooSimilar {
      others = List.copyOf(others);
    }

    @Override
    public String detail() {
      return ("Package name too similar to existing packages %s; try renaming your package to"
              + " '@scope/%s' and publishing with 'npm publish --access=public' instead")
          .formatted(String.join(",", others), name);
    }
  }

  record TooManyStars(int starsMax) implements NameProblem {
    @Override
    public String detail() {
      return "You have starred %,d packages, and nobody may star more.".formatted(starsMax);
    }
  }

  record NameInUse(String name) implements NameProblem {
    @Override
    public String detail() {
      return "%s has versions, or some that wait; only a name without any is given up."
          .formatted(name);
    }
  }
}

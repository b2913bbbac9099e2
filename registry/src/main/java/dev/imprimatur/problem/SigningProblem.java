package dev.imprimatur.problem;

import static dev.imprimatur.problem.Quoted.text;

/** A problem with the keys by which this registry signs what it serves. */
public sealed interface SigningProblem extends Problem {

  /** The key is missing; with another, clients would not know the registry's signatures. */
  record SigningKeyMissing(String keyid, String place) implements SigningProblem {
    @Override
    public String detail() {
      return ("This registry signs with the key %s, and that is not in %s. The operator restores it"
              + " from a backup, or runs \"imprimatur keys rotate\".")
          .formatted(keyid, text(place));
    }
  }

  record SigningKeyUnusable(String place, String why) implements SigningProblem {
    @Override
    public String detail() {
      return "The key that this registry signs with cannot be used: %s %s."
          .formatted(text(place), why);
    }
  }

  record SigningKeyUsed(String keyid, String place) implements SigningProblem {
    @Override
    public String detail() {
      return ("The key %s in %s was in force before, or another was brought into force just now;"
              + " \"imprimatur keys list\" tells which.")
          .formatted(keyid, text(place));
    }
  }
}

package dev.imprimatur.exchange;

import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.trust.MatchResult;
import dev.imprimatur.trust.PublisherMatch;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A refusal on its way out of the transaction that is rolled back, with the match that caused it:
 * what is recorded is what was answered, whatever has changed meanwhile. It leaves this room as the
 * problem alone. It has no stack trace, as refusing must stay cheap.
 */
final class RefusedException extends RuntimeException {
  private final transient Problem problem;
  private final transient MatchResult matchResult;

  private RefusedException(Problem problem, MatchResult matchResult) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
    this.matchResult = matchResult;
  }

  /** Runs a step that follows from a match, and adds the match to its refusal. */
  static <T> T by(MatchResult matchResult, Supplier<T> step) {
    try {
      return step.get();
    } catch (ProblemException e) {
      throw new RefusedException(e.problem(), matchResult);
    }
  }

  Problem problem() {
    return problem;
  }

  MatchResult matchResult() {
    return matchResult;
  }

  /** Returns the match that the refusal is about, if the token was close to any publisher. */
  Optional<PublisherMatch> nearest() {
    return nearest(matchResult);
  }

  static Optional<PublisherMatch> nearest(MatchResult matchResult) {
    return matchResult.nearest().or(matchResult::accepted);
  }
}

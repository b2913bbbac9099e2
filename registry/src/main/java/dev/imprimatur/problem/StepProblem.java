package dev.imprimatur.problem;

import java.time.Duration;
import java.util.Optional;

/**
 * A problem with one step of many that were asked for at once. It has code, status and cure of the
 * step's own problem, and says which step that was.
 *
 * @param step what would have been done, and to what, as the middle of a sentence
 */
public record StepProblem(String step, Problem problem) implements Problem {
  @Override
  public String detail() {
    return "Nothing was done, as this cannot be: to %s. %s".formatted(step, problem.detail());
  }

  @Override
  public String code() {
    return problem.code();
  }

  @Override
  public Optional<Duration> retryAfter() {
    return problem.retryAfter();
  }
}

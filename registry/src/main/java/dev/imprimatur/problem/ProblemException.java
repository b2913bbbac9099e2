package dev.imprimatur.problem;

/**
 * The exception that carries a {@link Problem} to the one place that answers it. It has no stack
 * trace: a refusal is not a bug, and refusing must stay cheap.
 */
public final class ProblemException extends RuntimeException {
  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}

package dev.imprimatur.http;

import dev.imprimatur.problem.Problem;

/** The pages that tell a person in a browser what a package manager is told as JSON. */
public interface ProblemPages {
  Reply page(Problem problem, int status);
}

package dev.imprimatur.http;

import dev.imprimatur.problem.Problem;

/** Tells a person in a browser what a package manager would be told as JSON. */
public interface ProblemPages {
  Reply page(Problem problem, int status);
}

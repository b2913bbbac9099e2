package dev.imprimatur.http;

import java.util.Optional;

/**
 * The check that lets in or refuses every request, before any handler sees it.
 *
 * @param <D> what a request demands
 * @param <C> whom the gate has recognised
 */
public interface Authorizer<D, C> {
  /**
   * Recognises who sent the request, and refuses what they may not do.
   *
   * @throws dev.imprimatur.problem.ProblemException when the caller is refused
   */
  C admit(D action, Request request);

  /** The name of the account that a caller is of, to count its requests by; empty for nobody's. */
  Optional<String> account(C caller);
}

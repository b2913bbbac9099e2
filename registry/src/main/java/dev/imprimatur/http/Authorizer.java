package dev.imprimatur.http;

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
}

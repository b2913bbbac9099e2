package dev.imprimatur.http;

/**
 * Where every request is let in or refused, before any handler sees it.
 *
 * @param <D> what a request demands
 * @param <C> whom the gate has recognised
 */
public interface Authorizer<D, C> {
  /**
   * Recognises who sent the request, and refuses him what he may not do.
   *
   * @throws dev.imprimatur.problem.ProblemException when he is refused
   */
  C admit(D demand, Request request);
}

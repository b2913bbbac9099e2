package dev.imprimatur.http;

import dev.imprimatur.problem.Problem;
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

  /**
   * Completes a refusal of a request by what only this knows, such as an address at which the
   * caller can prove more.
   *
   * @param base the address of this registry for the reader, with a slash at its end
   */
  Problem completed(Problem problem, Request request, String base);
}

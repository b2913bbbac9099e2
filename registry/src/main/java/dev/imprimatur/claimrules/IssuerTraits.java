package dev.imprimatur.claimrules;

import java.util.Set;

/**
 * The facts of an issuer that rules may go by.
 *
 * @param url exactly what {@code iss} says
 * @param server where its CI system is: the operator's word, or else its own address
 * @param mayLack claims that its tokens lack although its provider's have them
 * @param hasRunners whether its system has machines of its own for jobs
 * @param selfHosted whether its operator allows machines that are not its own
 */
public record IssuerTraits(
    String url, String server, Set<String> mayLack, boolean hasRunners, boolean selfHosted) {
  /**
   * The name, beside the recorded claims of a token, of the server where its CI system is, as its
   * operator says.
   */
  public static final String SERVER = "server";

  public IssuerTraits {
    mayLack = Set.copyOf(mayLack);
  }

  /**
   * Returns whether any runner is allowed: where the CI system has none of its own, requiring them
   * would refuse everybody.
   */
  boolean allowsAllRunners() {
    return selfHosted || !hasRunners;
  }
}

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
  /** Beside the claims that are kept of a token: where its CI system is, as its operator says. */
  public static final String SERVER = "server";

  public IssuerTraits {
    mayLack = Set.copyOf(mayLack);
  }

  /** Where there are no machines of its own, to demand them would be to refuse everybody. */
  boolean allowsAllRunners() {
    return selfHosted || !hasRunners;
  }
}

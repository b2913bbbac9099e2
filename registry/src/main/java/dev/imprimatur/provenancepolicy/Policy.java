package dev.imprimatur.provenancepolicy;

import dev.imprimatur.rulebooks.Provider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The policy for bundles that a root vouches for.
 *
 * @param issuers the CI systems that may have asked for the certificate, by their issuers; a name
 *     that ends with {@code /*} means everything below it
 * @param hostedOnly whether only machines of the CI system itself may have built it
 * @param visibilities the accepted visibilities of repositories; any if empty
 */
public record Policy(Map<String, Provider> issuers, boolean hostedOnly, Set<String> visibilities) {

  /**
   * Returns the policy of npm's own registry (docs.npmjs.com, "Generating provenance statements").
   */
  public static Policy ofNpm(List<Provider> providers) {
    var issuers = new HashMap<String, Provider>();
    for (var provider : providers) {
      provider
          .provenance()
          .ifPresent(form -> form.npmIssuers().forEach(url -> issuers.put(url, provider)));
    }
    return new Policy(issuers, true, Set.of("public"));
  }

  public Policy {
    issuers = Map.copyOf(issuers);
    visibilities = Set.copyOf(visibilities);
  }

  /** Finds the CI system whose issuer this is, if the policy lists it. */
  Optional<Provider> provider(String issuer) {
    int slash = issuer.lastIndexOf('/');
    var exact = Optional.ofNullable(issuers.get(issuer));
    return slash < 0
        ? exact
        : exact.or(() -> Optional.ofNullable(issuers.get(issuer.substring(0, slash) + "/*")));
  }
}

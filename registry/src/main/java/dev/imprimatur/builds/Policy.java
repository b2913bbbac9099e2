package dev.imprimatur.builds;

import dev.imprimatur.rules.Provider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a bundle that a root vouches for must be like.
 *
 * @param issuers which CI systems may have asked for the certificate, by their issuers; a name that
 *     ends with {@code /*} means everything below it
 * @param hostedOnly whether only machines of the CI system itself may have built it
 * @param visibilities which repositories may be told of; none here means any
 */
public record Policy(Map<String, Provider> issuers, boolean hostedOnly, Set<String> visibilities) {

  /** What npm's own registry takes (docs.npmjs.com, "Generating provenance statements"). */
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

  /** The CI system whose issuer this is, if it is one that counts. */
  Optional<Provider> provider(String issuer) {
    int slash = issuer.lastIndexOf('/');
    var exact = Optional.ofNullable(issuers.get(issuer));
    return slash < 0
        ? exact
        : exact.or(() -> Optional.ofNullable(issuers.get(issuer.substring(0, slash) + "/*")));
  }
}

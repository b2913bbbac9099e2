package dev.imprimatur.claimrules;

import java.util.List;

/** The rule that a claim is there and has the configured value, if one is configured. */
public record OptionalClaim(Setting configured, Claim claim, Comparison comparison)
    implements Rule.OfSetting {

  @Override
  public Finding check(MatchInput input) {
    var wanted = input.settings().texts(configured.name());
    return input
        .token()
        .text(claim)
        .map(said -> Finding.of(configured, said, wanted, isOneOf(said, wanted)))
        .orElseGet(() -> Finding.missing(configured, wanted, false));
  }

  private boolean isOneOf(String said, List<String> wanted) {
    return wanted.stream().anyMatch(text -> comparison.same(said, text));
  }
}

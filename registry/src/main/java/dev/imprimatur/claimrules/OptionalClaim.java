package dev.imprimatur.claimrules;

/** The rule that a claim is there and has the configured value, if one is configured. */
public record OptionalClaim(Setting configured, Claim claim, Comparison comparison)
    implements Rule.OfSetting {

  @Override
  public Finding check(MatchInput input) {
    var wanted = input.settings().texts(configured.name());
    var actual = input.token().text(claim);
    boolean same =
        actual
            .filter(said -> wanted.stream().anyMatch(text -> comparison.same(said, text)))
            .isPresent();
    return Finding.of(configured, actual, wanted, same);
  }
}

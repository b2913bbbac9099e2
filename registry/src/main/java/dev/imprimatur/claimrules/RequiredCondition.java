package dev.imprimatur.claimrules;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * A condition that every token of a provider must meet, whatever is configured.
 *
 * @param label what the claim is called for people
 * @param holds whether it does
 * @param words what is wrong if not, as the end of a sentence
 */
public record RequiredCondition(
    Claim claim, String label, Predicate<TokenPayload> holds, String words) implements Rule {

  @Override
  public Finding check(MatchInput input) {
    var claims = input.token();
    boolean met = holds.test(claims);
    return claims
        .text(claim)
        .map(said -> Finding.fixed(claim, label, said, met))
        .orElseGet(() -> Finding.missing(claim, label, met))
        .expecting(words);
  }

  @Override
  public Optional<String> inForce(Settings settings, IssuerTraits issuer) {
    return Optional.empty();
  }
}

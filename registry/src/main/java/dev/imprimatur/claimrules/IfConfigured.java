package dev.imprimatur.claimrules;

import java.util.List;
import java.util.Optional;

/**
 * A rule of a setting that may be left out, and then asks nothing: for those who may only read what
 * a project may read, whichever of its files starts the job.
 */
record IfConfigured(Rule.OfSetting rule) implements Rule.OfSetting {

  @Override
  public Setting configured() {
    return rule.configured().optional();
  }

  @Override
  public Claim claim() {
    return rule.claim();
  }

  @Override
  public List<Claim> reads() {
    return rule.reads();
  }

  @Override
  public Finding check(MatchInput input) {
    if (input.settings().has(configured().name())) {
      return rule.check(input);
    }
    return input
        .token()
        .text(claim())
        .map(said -> Finding.of(configured(), said, List.of(), true))
        .orElseGet(() -> Finding.missing(configured(), List.of(), true));
  }

  @Override
  public Optional<String> inForce(Settings settings, IssuerTraits issuer) {
    return settings.has(configured().name()) ? rule.inForce(settings, issuer) : Optional.empty();
  }
}

package dev.imprimatur.claimrules;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** The rule that a list claim contains all configured values, if there are any. */
public record Contains(Setting configured, Claim claim) implements Rule.OfSetting {

  @Override
  public Finding check(MatchInput input) {
    var wanted =
        input.settings().texts(configured.name()).stream()
            .flatMap(text -> claim.reading().read(new dev.imprimatur.json.JsonText(text)).stream())
            .toList();
    var said = input.token().list(claim);
    boolean all = said.filter(texts -> new HashSet<>(texts).containsAll(wanted)).isPresent();
    return said.filter(texts -> !texts.isEmpty())
        .map(texts -> Finding.of(configured, listed(texts), wanted, all))
        .orElseGet(() -> Finding.missing(configured, wanted, all))
        .hinting(Finding.Hint.NONE);
  }

  @Override
  public boolean narrows(Settings after, Settings before) {
    return new HashSet<>(after.texts(configured.name()))
        .containsAll(before.texts(configured.name()));
  }

  @Override
  public Optional<String> inForce(Settings settings, IssuerTraits issuer) {
    var texts = settings.texts(configured.name());
    return texts.isEmpty()
        ? Optional.empty()
        : Optional.of(configured.label() + " " + String.join(" and ", texts));
  }

  private static String listed(List<String> texts) {
    return String.join(", ", texts);
  }
}

package dev.imprimatur.claimrules;

import dev.imprimatur.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * The rule that a claim names the project, or a part of its name; a token with another one is a
 * stranger's. For a publisher of many packages {@code owner/*} names all projects of an owner.
 */
public record ProjectClaim(Setting configured, Claim claim, Comparison comparison)
    implements Rule.OfSetting {
  private static final String ALL = "/*";

  @Override
  public Finding check(MatchInput input) {
    var wanted = input.settings().texts(configured.name());
    return input
        .token()
        .text(claim)
        .map(said -> Finding.of(configured, said, wanted, fitsAll(said, wanted)))
        .orElseGet(() -> Finding.missing(configured, wanted, false));
  }

  private boolean fitsAll(String said, List<String> wanted) {
    return wanted.stream().allMatch(name -> fits(said, name));
  }

  /** Returns whether these settings name more than one project. */
  public boolean matchesManyProjects(Settings settings) {
    return settings.text(configured.name()).filter(name -> name.endsWith(ALL)).isPresent();
  }

  /** The name by which these settings would name the project of a token. */
  Optional<String> namedBy(Settings settings, TokenPayload claims) {
    return claims
        .text(claim)
        .map(said ->
            matchesManyProjects(settings)
                ? said.substring(0, said.lastIndexOf('/') + 1) + "*"
                : said);
  }

  /**
   * Returns whether a project is known by its name, as one of many can be, and the token says
   * another.
   */
  boolean isOther(JsonObject known, TokenPayload claims) {
    return known
        .text(claim.name())
        .filter(name -> claims.text(claim).filter(said -> comparison.same(said, name)).isEmpty())
        .isPresent();
  }

  private boolean fits(String said, String name) {
    if (!name.endsWith(ALL)) {
      return comparison.same(said, name);
    }
    int slash = said.lastIndexOf('/');
    return slash > 0
        && slash + 1 < said.length()
        && comparison.same(said.substring(0, slash), name.substring(0, name.length() - 2));
  }

  @Override
  public Optional<String> inForce(Settings settings, IssuerTraits issuer) {
    return settings.text(configured.name()).map(name -> configured.label() + " " + name);
  }
}

package dev.imprimatur.exchange;

import dev.imprimatur.db.Database;
import dev.imprimatur.issuers.Issuers;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.rulebooks.Claims;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.trust.MatchResult;
import dev.imprimatur.trust.PublisherMatch;
import dev.imprimatur.trust.PublisherMatcher;
import java.util.Comparator;
import java.util.Optional;

/**
 * A dry run of the exchange, rule by rule: no token is minted or redeemed, and no publisher learns
 * anything.
 */
public final class ExchangeExplainer {
  private static final Comparator<PublisherMatch> NEAREST_FIRST =
      Comparator.comparing((PublisherMatch each) -> each.verdict().identity())
          .thenComparingInt(each -> each.verdict().failures().size());

  private final Database db;
  private final Issuers issuers;
  private final PublisherMatcher matcher;

  public ExchangeExplainer(Database db, Issuers issuers, PublisherMatcher matcher) {
    this.db = db;
    this.issuers = issuers;
    this.matcher = matcher;
  }

  /**
   * Explains a real identity token to its bearer. It tells no more than the exchange does: bearers
   * who have not proved to be the project learn nothing of what is configured.
   *
   * @throws ProblemException if the token itself is no good
   */
  public JsonObject explain(PackageName name, Secret idToken) {
    var proof = issuers.verify(idToken);
    return db.read(tx -> told(matcher.match(tx, name, proof.claims()), false));
  }

  /**
   * Explains a token with these claims to somebody who may know everything.
   *
   * @param issuer exactly what its {@code iss} would say
   */
  public JsonObject simulate(PackageName name, String issuer, JsonObject payload) {
    var found =
        issuers
            .find(issuer)
            .orElseThrow(() -> new TrustProblem.IssuerNotFound(issuer).asException());
    var claims = new Claims(found, payload.but().and("iss", issuer).build());
    return db.read(tx -> {
      var told = told(matcher.match(tx, name, claims), true);
      var missing = claims.missingOfKind();
      return missing.isEmpty()
          ? told
          : told.without("fix"::equals)
              .but()
              .and("accepted", false)
              .and(
                  "detail",
                  new ExchangeProblem.TokenKind(found.provider().title(), missing).detail())
              .build();
    });
  }

  private JsonObject told(MatchResult matchResult, boolean toOwner) {
    Optional<Problem> refusal =
        matchResult.accepted().isPresent() ? Optional.empty() : Optional.of(matchResult.refusal());
    var json =
        JsonObject.with("package", matchResult.on())
            .and("accepted", refusal.isEmpty())
            .and("identity", matchResult.claims().identity());
    refusal.ifPresent(problem -> json.and("code", problem.code()).and("detail", problem.detail()));
    matchResult
        .accepted()
        .ifPresent(match -> json.and("publisher", match.publisher().id().toString()));
    var fix = toOwner ? matcher.fix(matchResult) : matchResult.fix();
    fix.ifPresent(offered -> json.and("fix", offered.json()));
    return json.and(
            "publishers",
            new JsonArray(
                matchResult.all().stream()
                    .filter(each -> toOwner || each.verdict().isProject())
                    .sorted(NEAREST_FIRST)
                    .<JsonValue>map(each -> publisher(each, toOwner))
                    .toList()))
        .build();
  }

  private static JsonObject publisher(PublisherMatch match, boolean toOwner) {
    var verdict = match.verdict();
    boolean told = toOwner || verdict.proven();
    var json =
        told ? JsonObject.with("id", match.publisher().id().toString()) : JsonObject.EMPTY.but();
    if (told) {
      json.and("label", match.publisher().origin().label());
      json.and("target", match.publisher().target().value());
    }
    verdict.json(told).members().forEach(json::and);
    return json.build();
  }
}

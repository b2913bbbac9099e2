package dev.imprimatur.issuers;

import dev.imprimatur.jose.SignedToken;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonNull;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.rulebooks.Claims;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.secret.Secret;
import java.util.List;

/**
 * The rules for every identity token once its signature is verified, whatever its publisher
 * requires.
 */
final class TokenRules {
  private static final int KEY_LENGTH_MAX = 512;

  private TokenRules() {}

  /**
   * Requires that the token is for us alone: another reader of the same token could bring it to us.
   */
  static void requireAudience(Claims claims, List<String> ours) {
    JsonValue audience = claims.payload().get("aud").orElse(JsonNull.NULL);
    if (audience instanceof JsonArray(var items) && items.size() == 1) {
      audience = items.getFirst();
    }
    var accepted = audiences(claims.issuer(), ours);
    if (!(audience instanceof JsonText(var text)) || !accepted.contains(text)) {
      throw new ExchangeProblem.Audience(accepted).asException();
    }
  }

  /**
   * The audiences that are accepted: ours, or the one that jobs cannot choose, if the operator
   * allows it.
   */
  private static List<String> audiences(Issuer issuer, List<String> ours) {
    return issuer
        .provider()
        .fixedAudience()
        .filter(fixed -> issuer.terms().sharedAudience())
        .map(List::of)
        .orElse(ours);
  }

  static void requireKind(Claims claims) {
    var provider = claims.issuer().provider();
    var missing = claims.missingOfKind();
    if (!missing.isEmpty()) {
      throw new ExchangeProblem.TokenKind(provider.title(), missing).asException();
    }
  }

  /** The issuer's own id for the token, or its hash; always together with the issuer. */
  static String replayKey(SignedToken token, Issuer issuer) {
    if (!issuer.givesIds()) {
      return token.hash();
    }
    var id = token.payload().text("jti").filter(jti -> !jti.isEmpty());
    return id.map(jti -> jti.length() > KEY_LENGTH_MAX ? "sha256:" + Secret.of(jti).sha256() : jti)
        .orElseThrow(() ->
            new ExchangeProblem.TokenKind(issuer.provider().title(), List.of("jti")).asException());
  }
}

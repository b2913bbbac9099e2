package dev.imprimatur.issuers;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonNull;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.rulebooks.Claims;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.secret.Secret;
import java.util.List;

/** What every identity token must say once its signature holds, whatever a publisher wants. */
final class TokenRules {
  private static final int KEY_LENGTH_MAX = 512;

  private TokenRules() {}

  /** A token for two readers is a token that the other one may bring to us. */
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

  /** One that a job cannot choose is taken only where the operator knows what that means. */
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

  /** An issuer's own id for the token, or what stands for it; always together with the issuer. */
  static String replayKey(IdToken token, Issuer issuer) {
    if (!issuer.givesIds()) {
      return token.hash();
    }
    var id = token.payload().text("jti").filter(jti -> !jti.isEmpty());
    return id.map(jti -> jti.length() > KEY_LENGTH_MAX ? "sha256:" + Secret.of(jti).sha256() : jti)
        .orElseThrow(() ->
            new ExchangeProblem.TokenKind(issuer.provider().title(), List.of("jti")).asException());
  }
}

package dev.imprimatur.issuers;

import dev.imprimatur.rulebooks.Claims;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The log of claims that no rulebook knows, once for each: an issuer may say more than it used to.
 */
final class UnknownClaims {
  private static final Logger LOG = System.getLogger(UnknownClaims.class.getName());
  private static final int TOLD_MAX = 1000;

  private final Map<String, Boolean> told = new ConcurrentHashMap<>();

  void tell(Claims claims) {
    for (var name : claims.news()) {
      var key = claims.issuerUrl() + " " + name;
      if (told.size() < TOLD_MAX && told.putIfAbsent(key, true) == null) {
        LOG.log(
            Level.INFO,
            "issuer={0}: its tokens carry a claim that is new to us: {1}",
            claims.issuerUrl(),
            name.replaceAll("[^\\x21-\\x7e]", "?"));
      }
    }
  }
}

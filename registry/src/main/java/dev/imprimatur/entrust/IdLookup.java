package dev.imprimatur.entrust;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.outbound.Ask;
import dev.imprimatur.outbound.Ask.Reach;
import dev.imprimatur.outbound.Outbound;
import dev.imprimatur.trust.Wish;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/**
 * Looks the ids of a project up when a publisher is saved, where the operator has said whom to ask.
 * If it cannot be told, the first accepted token teaches them; a save never fails for it.
 */
public final class IdLookup {
  private static final Logger LOG = System.getLogger(IdLookup.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int BYTES_MAX = 1 << 20;
  private static final int DEPTH_MAX = 32;

  private final Outbound outbound;

  public IdLookup(Outbound outbound) {
    this.outbound = outbound;
  }

  /** The same wish, with the ids of its project if they could be found. */
  public Wish completed(Wish wish) {
    if (!wish.pins().isEmpty()
        || wish.issuer().rulebook().isWide(wish.settings())
        || !saysAllIds(wish)) {
      return wish;
    }
    return wish.issuer()
        .reach()
        .api()
        .flatMap(api -> found(api, wish))
        .map(wish::withPins)
        .orElse(wish);
  }

  /** Where tokens lack an id, one that is known would be one that no token ever says again. */
  private static boolean saysAllIds(Wish wish) {
    var pins = wish.issuer().rulebook().pins();
    return wish.issuer().expectedIds().equals(pins.all());
  }

  private Optional<JsonObject> found(String api, Wish wish) {
    var source = wish.issuer().provider().ids();
    var path = source.flatMap(ids -> ids.path(wish.settings()));
    if (path.isEmpty()) {
      return Optional.empty();
    }
    try {
      var reach = wish.issuer().reach().internal() ? Reach.INTERNAL : Reach.PUBLIC;
      var answer = outbound.get(new Ask(Ask.address(api + path.get()), reach, BYTES_MAX, PATIENCE));
      return answer.good()
          ? source.flatMap(ids ->
              ids.in(Json.readObject(answer.bytes(), JsonRules.asJavaScript(DEPTH_MAX, BYTES_MAX))))
          : Optional.empty();
    } catch (IOException | MalformedJsonException e) {
      LOG.log(
          Level.INFO,
          "issuer={0}: the ids of a project could not be looked up: {1}",
          wish.issuer().url(),
          e.getMessage());
      return Optional.empty();
    }
  }
}

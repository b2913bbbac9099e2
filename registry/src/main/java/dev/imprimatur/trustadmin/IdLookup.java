package dev.imprimatur.trustadmin;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.outbound.Ask;
import dev.imprimatur.outbound.Ask.Reach;
import dev.imprimatur.outbound.Outbound;
import dev.imprimatur.trust.PublisherSpec;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The look-up of a project's ids when a publisher is saved, at the API that the operator has named.
 * If it gives no ids, the first accepted token teaches them; a save never fails for it. Nor does a
 * look-up delay a plan much: a silent API is left alone for a minute, and all look-ups of a minute
 * have a limit together.
 */
public final class IdLookup {
  private static final Logger LOG = System.getLogger(IdLookup.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int BYTES_MAX = 1 << 20;
  private static final int DEPTH_MAX = 32;

  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  /** The time that all look-ups of a minute may take; a plan may be for thousands of publishers. */
  private static final long PER_MINUTE_NANOS = Duration.ofSeconds(20).toNanos();

  private final Outbound outbound;
  private final LongSupplier nanoTime;

  /**
   * The APIs that gave no answer this minute, and are not asked again; guarded by this object's
   * lock.
   */
  private final Set<String> silent = new HashSet<>();

  private long minuteNanos;
  private long spentNanos;

  public IdLookup(Outbound outbound, LongSupplier nanoTime) {
    this.outbound = outbound;
    this.nanoTime = nanoTime;
    this.minuteNanos = nanoTime.getAsLong();
  }

  /** Adds the ids of its project to a specification, if they could be found. */
  public PublisherSpec completed(PublisherSpec spec) {
    if (!spec.pins().isEmpty()
        || spec.issuer().rulebook().matchesManyProjects(spec.settings())
        || !saysAllIds(spec)) {
      return spec;
    }
    return spec.issuer()
        .reach()
        .api()
        .flatMap(api -> found(api, spec))
        .map(spec::withPins)
        .orElse(spec);
  }

  /**
   * Returns whether tokens of the issuer say all ids; a pinned id that they lack would never match.
   */
  private static boolean saysAllIds(PublisherSpec spec) {
    var pins = spec.issuer().rulebook().pins();
    return spec.issuer().expectedIds().equals(pins.all());
  }

  private Optional<JsonObject> found(String api, PublisherSpec spec) {
    var source = spec.issuer().provider().ids();
    var path = source.flatMap(ids -> ids.path(spec.settings()));
    long begun = nanoTime.getAsLong();
    if (path.isEmpty() || !mayAsk(api, begun)) {
      return Optional.empty();
    }
    try {
      var reach = spec.issuer().reach().internal() ? Reach.INTERNAL : Reach.PUBLIC;
      var answer = outbound.get(new Ask(Ask.address(api + path.get()), reach, BYTES_MAX, PATIENCE));
      return answer.good()
          ? source.flatMap(ids ->
              ids.in(Json.readObject(answer.bytes(), JsonRules.asJavaScript(DEPTH_MAX, BYTES_MAX))))
          : Optional.empty();
    } catch (IOException | MalformedJsonException e) {
      hush(api);
      LOG.log(
          Level.INFO,
          "issuer={0}: the ids of a project could not be looked up: {1}",
          spec.issuer().url(),
          e.getMessage());
      return Optional.empty();
    } finally {
      redeem(nanoTime.getAsLong() - begun);
    }
  }

  private synchronized boolean mayAsk(String api, long now) {
    if (now - minuteNanos >= MINUTE_NANOS) {
      minuteNanos = now;
      spentNanos = 0;
      silent.clear();
    }
    return spentNanos < PER_MINUTE_NANOS && !silent.contains(api);
  }

  private synchronized void hush(String api) {
    silent.add(api);
  }

  private synchronized void redeem(long nanos) {
    spentNanos += nanos;
  }
}

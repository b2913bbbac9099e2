package dev.imprimatur.outbox;

import dev.imprimatur.ids.Ids;
import dev.imprimatur.limits.Limits;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** The stores of notifications and their recipients. */
public record Notices(
    Webhooks webhooks, Deliveries deliveries, AuditCursor progress, RefusalStreaks streaks) {

  public static Notices of(
      InstantSource clock, Ids ids, RandomGenerator random, Limits.Notices limits) {
    return new Notices(
        new Webhooks(clock, ids, random, limits),
        new Deliveries(clock, ids, random, limits),
        new AuditCursor(),
        new RefusalStreaks(clock, limits.refusals()));
  }
}

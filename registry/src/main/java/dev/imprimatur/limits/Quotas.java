package dev.imprimatur.limits;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * The requests of each kind that one address, and one account, may send. They are far above what a
 * release of hundreds of packages sends, and far below what keeps a server busy.
 */
public record Quotas(Map<Quota, Rate> rates) {
  /** The time for which a rate counts. */
  public static final Duration WINDOW = Duration.ofMinutes(10);

  public Quotas {
    rates = Map.copyOf(rates);
  }

  /**
   * The most requests within {@link #WINDOW}, all of which may come at once.
   *
   * @param perAddress from one address, or one /64 of IPv6
   * @param perAccount by one person, or for one trusted publisher
   */
  public record Rate(int perAddress, int perAccount) {
    /** As many as anybody wants to send. */
    public static final int UNLIMITED = 0;
  }

  public Rate of(Quota quota) {
    return rates.getOrDefault(quota, new Rate(Rate.UNLIMITED, Rate.UNLIMITED));
  }

  /** Returns the same, with another rate. */
  public Quotas with(Quota quota, Rate rate) {
    var others = new EnumMap<Quota, Rate>(Quota.class);
    others.putAll(rates);
    others.put(quota, rate);
    return new Quotas(others);
  }

  public static Quotas standard() {
    return new Quotas(
        Map.of(
            Quota.SIGN_IN, new Rate(600, 600),
            Quota.SEARCH, new Rate(6_000, 3_000),
            Quota.TRUST, new Rate(6_000, 3_000),
            Quota.TOKENS, new Rate(1_000, 500),
            Quota.PUBLISH, new Rate(12_000, 6_000)));
  }
}

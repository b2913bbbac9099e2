package dev.imprimatur.limits;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Token buckets, one for each key, that hold so many tokens and are filled within a time. Of each
 * only the moment is kept at which it is full again. There are only so many: the one that was not
 * asked for the longest is forgotten, and so is full. Guarded by its own lock.
 */
public final class TokenBuckets {
  private static final int BUCKETS_MAX = 10_000;

  private final long windowNanos;
  private final long tokenNanos;
  private final LongSupplier nanoTime;

  private final Map<String, Long> fullAt =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > BUCKETS_MAX;
        }
      };

  /**
   * Makes buckets.
   *
   * @param tokens what one holds; 0 for as much as anybody wants
   * @param window how long it takes to fill an empty one
   */
  public TokenBuckets(int tokens, Duration window, LongSupplier nanoTime) {
    this.windowNanos = window.toNanos();
    this.tokenNanos = tokens == 0 ? 0 : windowNanos / tokens;
    this.nanoTime = nanoTime;
  }

  /** Takes a token; returns how long to wait for one if there is none, and else zero. */
  public Duration take(String key) {
    if (tokenNanos == 0) {
      return Duration.ZERO;
    }
    long now = nanoTime.getAsLong();
    synchronized (fullAt) {
      long known = fullAt.getOrDefault(key, now);
      long full = known - now > 0 ? known : now;
      long missing = full - now + tokenNanos;
      if (missing > windowNanos) {
        return Duration.ofNanos(missing - windowNanos).plusSeconds(1);
      }
      fullAt.put(key, full + tokenNanos);
      return Duration.ZERO;
    }
  }
}

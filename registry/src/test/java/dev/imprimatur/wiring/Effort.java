package dev.imprimatur.wiring;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * The processor time and memory that threads have taken: of those that everybody shares, or of
 * those that do nothing but dear work. It does not depend on what else this machine does.
 *
 * @param nanos of processor time
 * @param bytes that were allocated
 */
public record Effort(long nanos, long bytes) {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What every request shares with all others: carriers of virtual threads, and the server's. */
  public static Effort ofShared(Runnable work) {
    return of(name -> name.startsWith("ForkJoinPool-1") || name.startsWith("http"), work);
  }

  public static Effort ofWorkers(Runnable work) {
    return of(name -> name.startsWith("worker-"), work);
  }

  private static Effort of(Predicate<String> which, Runnable work) {
    var before = now(which);
    work.run();
    var after = now(which);
    return new Effort(after.nanos - before.nanos, after.bytes - before.bytes);
  }

  private static Effort now(Predicate<String> which) {
    var all =
        Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
            .filter(each -> each != null && which.test(each.getThreadName()))
            .toList();
    return new Effort(
        all.stream()
            .mapToLong(each -> Math.max(0, THREADS.getThreadCpuTime(each.getThreadId())))
            .sum(),
        all.stream()
            .mapToLong(each -> Math.max(0, THREADS.getThreadAllocatedBytes(each.getThreadId())))
            .sum());
  }

  public Effort least(Effort other) {
    return new Effort(Math.min(nanos, other.nanos), Math.min(bytes, other.bytes));
  }
}

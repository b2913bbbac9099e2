package dev.imprimatur.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.limits.Budgets;
import dev.imprimatur.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WorkerPoolTest {
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void end() {
    end.countDown();
  }

  private static WorkerPool pool(int threads, int waitingMax) {
    return new WorkerPool(
        Thread.ofPlatform().daemon().factory(),
        new Budgets.Workers(threads, waitingMax, Duration.ofMillis(200)));
  }

  @Test
  void whatIsDoneComesBackAsItEnded() {
    var pool = pool(2, 10);
    assertThat(pool.run(Work.README, () -> Thread.currentThread().isVirtual())).isFalse();
    assertThatThrownBy(() ->
            pool.run(
                Work.README,
                () -> {
                  throw new IllegalArgumentException("x");
                }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            pool.run(
                Work.README,
                () -> {
                  throw new StackOverflowError();
                }))
        .isInstanceOf(StackOverflowError.class);
    assertThat(pool.run(Work.README, () -> 7)).isEqualTo(7);
  }

  /** Nobody goes on, and takes away what the work still reads, while it is under way. */
  @Test
  void whateverFailsMeanwhileTheWorkIsWaitedFor() {
    var pool = pool(2, 10);
    var done = new AtomicBoolean();
    var begun = new CountDownLatch(1);
    assertThatThrownBy(() ->
            pool.run(
                Work.TARBALL,
                () -> {
                  begun.countDown();
                  LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                  done.set(true);
                  return 7;
                },
                () -> {
                  awaited(begun);
                  throw new IllegalStateException("the disk is full");
                }))
        .hasMessage("the disk is full");
    assertThat(done).isTrue();
    assertThat(pool.run(Work.TARBALL, () -> 7, () -> assertThat(done).isTrue())).isEqualTo(7);
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whoever floods one kind of work makes neither another kind wait for it nor be refused. */
  @Test
  void noKindTakesTheThreadsOfAllOthers() throws InterruptedException {
    var pool = pool(2, 3);
    var flood = flood(pool, 10);
    for (var kind : List.of(Work.TARBALL, Work.PACKUMENT, Work.MANIFEST, Work.README)) {
      assertThat(pool.run(kind, () -> 7)).isEqualTo(7);
    }
    assertThatThrownBy(() -> pool.run(Work.PASSWORD, () -> 7))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("overloaded");
              assertThat(e.problem().retryAfter()).isPresent();
            });
    end.countDown();
    for (var each : flood) {
      each.join();
    }
    assertThat(pool.run(Work.PASSWORD, () -> 7)).isEqualTo(7);
  }

  /** What waited too long is not done for nobody. */
  @Test
  void whoeverWaitsTooLongIsRefusedAndForgotten() throws InterruptedException {
    var pool = pool(2, 100);
    var flood = flood(pool, 1);
    var done = new CountDownLatch(1);
    assertThatThrownBy(() ->
            pool.run(
                Work.PASSWORD,
                () -> {
                  done.countDown();
                  return 7;
                }))
        .isInstanceOf(ProblemException.class);
    end.countDown();
    for (var each : flood) {
      each.join();
    }
    assertThat(pool.run(Work.PASSWORD, () -> 7)).isEqualTo(7);
    assertThat(done.getCount()).isEqualTo(1);
  }

  /** Work that does not end; whoever does not fit is refused. */
  private List<Thread> flood(WorkerPool pool, int size) throws InterruptedException {
    var begun = new CountDownLatch(1);
    var all =
        IntStream.range(0, size)
            .mapToObj(i ->
                Thread.ofVirtual()
                    .start(() -> {
                      try {
                        pool.run(Work.PASSWORD, () -> held(begun));
                      } catch (ProblemException refused) {
                        // As wanted.
                      }
                    }))
            .toList();
    begun.await();
    return all;
  }

  private boolean held(CountDownLatch begun) {
    begun.countDown();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }
}

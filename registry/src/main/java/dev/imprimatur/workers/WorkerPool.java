package dev.imprimatur.workers;

import dev.imprimatur.limits.Budgets;
import dev.imprimatur.problem.RequestProblem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A few platform threads for work that costs much processor time or memory. Virtual threads share
 * as many carriers as there are processors and are not preempted while they compute, so that a
 * handful of such requests would stop all others; the operating system preempts these threads.
 *
 * <p>Each kind of work has a queue of its own, which refuses what does not fit into it; the queues
 * take turns, and no kind ever has all threads. So a flood of one kind delays the others by no more
 * than a piece of work, and only that kind is refused. Guarded by its own lock.
 */
public final class WorkerPool {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final ThreadFactory threads;
  private final Budgets.Workers limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Work, Lane> lanes = new EnumMap<>(Work.class);
  private final List<Lane> turns;
  private int started;
  private int idle;
  private int next;

  /**
   * An idle pool; its threads start when they are needed.
   *
   * @param threads makes platform threads that do not keep the process alive
   */
  public WorkerPool(ThreadFactory threads, Budgets.Workers limits) {
    this.threads = threads;
    this.limits = limits;
    Stream.of(Work.values()).forEach(kind -> lanes.put(kind, new Lane()));
    this.turns = List.copyOf(lanes.values());
  }

  /** The queue of one kind of work. */
  private static final class Lane {
    private final Deque<Job<?>> waiting = new ArrayDeque<>();
    private int underWay;
  }

  private Lane lane(Job<?> job) {
    return Objects.requireNonNull(lanes.get(job.kind));
  }

  /**
   * Does the work on one of the threads, and returns when it is done. The caller holds no
   * transaction, as they may have to wait for their turn.
   *
   * @throws dev.imprimatur.problem.ProblemException when too much of this kind waits already
   */
  public <T> T run(Work kind, Supplier<T> work) {
    return run(kind, work, () -> {});
  }

  /**
   * Does the work on one of the threads and something else on the caller's, and returns when both
   * are done.
   *
   * @param meanwhile waits rather than calculates; the disk, for example
   * @throws dev.imprimatur.problem.ProblemException when too much of this kind waits already
   */
  public <T> T run(Work kind, Supplier<T> work, Runnable meanwhile) {
    var job = new Job<>(kind, work);
    enqueue(job);
    try {
      meanwhile.run();
    } catch (RuntimeException | Error e) {
      job.answer.exceptionally(_ -> null).join();
      throw e;
    }
    return await(job);
  }

  /** A piece of work, and how it ended. */
  private static final class Job<T> {
    private final Work kind;
    private final Supplier<T> work;
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    Job(Work kind, Supplier<T> work) {
      this.kind = kind;
      this.work = work;
    }

    void run() {
      try {
        answer.complete(work.get());
      } catch (Throwable e) {
        // Errors too: the thread that waits must hear of whatever it is.
        answer.completeExceptionally(e);
      }
    }
  }

  private void enqueue(Job<?> job) {
    lock.lock();
    try {
      var waiting = lane(job).waiting;
      if (waiting.size() >= limits.waitingMax()) {
        throw refused(job);
      }
      waiting.add(job);
      if (idle == 0 && started < limits.threads()) {
        started++;
        threads.newThread(this::work).start();
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private <T> T await(Job<T> job) {
    try {
      return job.answer.get(limits.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return leave(job);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return leave(job);
    } catch (ExecutionException e) {
      throw asThrown(e);
    }
  }

  /** Leaves the queue; but a job under way is waited for, as it ends soon. */
  private <T> T leave(Job<T> job) {
    lock.lock();
    try {
      if (lane(job).waiting.remove(job)) {
        throw refused(job);
      }
    } finally {
      lock.unlock();
    }
    try {
      return job.answer.join();
    } catch (CompletionException e) {
      throw asThrown(e);
    }
  }

  private void work() {
    while (true) {
      var job = take();
      job.run();
      ended(job);
    }
  }

  private Job<?> take() {
    lock.lock();
    try {
      for (var job = turn(); ; job = turn()) {
        if (job.isPresent()) {
          return job.get();
        }
        idle++;
        changed.awaitUninterruptibly();
        idle--;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes the next job that may begin, of each kind in turn. */
  private Optional<Job<?>> turn() {
    for (int i = 0; i < turns.size(); i++) {
      int turn = (next + i) % turns.size();
      var lane = turns.get(turn);
      if (lane.underWay < Math.max(1, limits.threads() - 1)) {
        var job = lane.waiting.poll();
        if (job != null) {
          next = turn + 1;
          lane.underWay++;
          return Optional.of(job);
        }
      }
    }
    return Optional.empty();
  }

  private void ended(Job<?> job) {
    lock.lock();
    try {
      lane(job).underWay--;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private static RuntimeException refused(Job<?> job) {
    return new RequestProblem.Overloaded(job.kind.refusal(), PAUSE).asException();
  }

  private static RuntimeException asThrown(Exception wrapped) {
    return switch (wrapped.getCause()) {
      case RuntimeException thrown -> thrown;
      case Error error -> throw error;
      case null, default -> new IllegalStateException(wrapped);
    };
  }
}

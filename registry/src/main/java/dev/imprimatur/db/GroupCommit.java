package dev.imprimatur.db;

import dev.imprimatur.db.Sqlite.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * The one writer of a file. Whatever comes in while it writes to the disk, it writes together next,
 * with one commit. Nobody hears how their work ended before that commit is on the disk.
 *
 * <p>A job that fails after it has changed something rolls back only its own changes: then all of
 * the group run again, each behind a savepoint. Most groups need none, and a savepoint costs a copy
 * of every page that is changed behind it.
 */
final class GroupCommit implements AutoCloseable {
  private static final int GROUP_MAX = 64;

  private final Session session;
  private final Outage outage;
  private final BlockingQueue<Job<?>> waiting = new LinkedBlockingQueue<>();
  private final Job<Boolean> last = new Job<>(tx -> true);
  private final Thread thread;
  private volatile boolean closed;

  GroupCommit(Session session, ThreadFactory threads, Outage outage) {
    this.session = session;
    this.outage = outage;
    this.thread = threads.newThread(this::run);
  }

  GroupCommit start() {
    thread.start();
    return this;
  }

  /** Runs work, and returns when it is on the disk. */
  <T> T write(Function<Tx, T> work) {
    var job = new Job<>(work);
    waiting.add(job);
    if (closed && job.take()) {
      throw outage.problem(new IllegalStateException("The database is closed"));
    }
    return job.await();
  }

  /** Accepts no more work, and finishes what was accepted. */
  @Override
  public void close() {
    closed = true;
    waiting.add(last);
    try {
      thread.join(Engine.PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    var group = new ArrayList<Job<?>>();
    while (!group.contains(last)) {
      group.clear();
      group.add(next());
      waiting.drainTo(group, GROUP_MAX - 1);
      end(group.stream().filter(Job::take).toList());
    }
    session.close();
  }

  private Job<?> next() {
    while (true) {
      try {
        return waiting.take();
      } catch (InterruptedException e) {
        // Nobody may interrupt this thread; it ends when the database is closed.
      }
    }
  }

  /**
   * Ends a group: whatever happens, each job hears of it, and this thread goes on, as no other
   * writes.
   */
  private void end(List<Job<?>> group) {
    try {
      commit(group);
    } catch (RuntimeException | Error e) {
      session.undo();
      group.forEach(job -> job.fail(e));
    }
    group.forEach(Job::tell);
  }

  private void commit(List<Job<?>> group) {
    try {
      session.execute("BEGIN IMMEDIATE");
    } catch (DatabaseException e) {
      var problem = outage.orBug(e);
      group.forEach(job -> job.fail(problem));
      return;
    }
    if (committed(group)) {
      return;
    }
    session.undo();
    if (!committedApart(group)) {
      session.undo();
      // The database itself gave up on the group; alone each job hears only of its own failure.
      group.forEach(this::commitAlone);
    }
  }

  /** Commits, and returns true, if no failed job has left changes behind. */
  private boolean committed(List<Job<?>> group) {
    try {
      for (var job : group) {
        var tx = session.tx();
        if (!job.run(tx) && tx.hasWritten()) {
          return false;
        }
      }
      session.execute("COMMIT");
      return true;
    } catch (DatabaseException e) {
      return false;
    }
  }

  private boolean committedApart(List<Job<?>> group) {
    try {
      session.execute("BEGIN IMMEDIATE");
      for (var job : group) {
        session.execute("SAVEPOINT job");
        if (!job.run(session.tx())) {
          session.execute("ROLLBACK TO job");
        }
        session.execute("RELEASE job");
      }
      session.execute("COMMIT");
      return true;
    } catch (DatabaseException e) {
      return false;
    }
  }

  private void commitAlone(Job<?> job) {
    try {
      session.execute("BEGIN IMMEDIATE");
      if (job.run(session.tx())) {
        session.execute("COMMIT");
      } else {
        session.undo();
      }
    } catch (DatabaseException e) {
      session.undo();
      job.fail(outage.orBug(e));
    }
  }

  /** A job, and how it ended. */
  private final class Job<T> {
    private final Function<Tx, T> work;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    /** The report of how it ended, until it is made; only the writer's thread uses it. */
    private Runnable ending = () -> {};

    Job(Function<Tx, T> work) {
      this.work = work;
    }

    /** Claims the job, and returns whether the caller is the first to do so. */
    boolean take() {
      return taken.compareAndSet(false, true);
    }

    /** Returns whether the work was done. */
    boolean run(Tx tx) {
      try {
        var result = work.apply(tx);
        ending = () -> complete(tx, result);
        return true;
      } catch (DatabaseException e) {
        fail(outage.orBug(e));
      } catch (Throwable e) {
        fail(e);
      }
      return false;
    }

    /**
     * Reports the result, which is on the disk; whatever fails here, the others of its group hear
     * of theirs.
     */
    private void complete(Tx tx, T result) {
      try {
        tx.committed();
        answer.complete(result);
      } catch (RuntimeException | Error e) {
        answer.completeExceptionally(e);
      }
    }

    void fail(Throwable why) {
      ending = () -> answer.completeExceptionally(why);
    }

    void tell() {
      ending.run();
    }

    T await() {
      try {
        return answer.get(Engine.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        return leave(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return leave(e);
      } catch (ExecutionException e) {
        throw asThrown(e);
      }
    }

    /** Leaves the queue; but a job under way is waited for, as it may be committed. */
    private T leave(Exception why) {
      if (take()) {
        throw outage.problem(why);
      }
      try {
        return answer.join();
      } catch (CompletionException e) {
        throw asThrown(e);
      }
    }

    private static RuntimeException asThrown(Exception wrapped) {
      return switch (wrapped.getCause()) {
        case RuntimeException thrown -> thrown;
        case Error error -> throw error;
        case null, default -> new IllegalStateException(wrapped);
      };
    }
  }
}

package dev.imprimatur.http;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;

/**
 * Platform threads for requests with long bodies, one for each. A thread that reads a long document
 * computes as long as it arrives, and a virtual thread that computes is not preempted: six of them
 * would keep the few carriers from everybody else. Yielding does not help, as a carrier serves
 * threads that yielded before new ones.
 *
 * <p>Nobody waits for one of these threads. When all are taken, by clients that send slowly, the
 * next request goes on where it is.
 */
public final class LongBodies {
  /**
   * The size from which a thread pays off: parsing this much takes a few times as long as starting
   * one.
   */
  private static final int BYTES_MIN = 64 * 1024;

  private final ThreadFactory threads;
  private final Semaphore places;

  /**
   * Starts no thread before there is a long body.
   *
   * @param threads makes platform threads that do not keep the process alive
   * @param most the number of threads that there may be at one time
   */
  public LongBodies(ThreadFactory threads, int most) {
    this.threads = threads;
    this.places = new Semaphore(most);
  }

  /** Finds the answer to a request. */
  interface Answering {
    Reply answer() throws IOException;
  }

  /** Finds the answer on a thread of its own, if the request may have a long body. */
  Reply answer(Request request, Answering answering) throws IOException {
    if (!request.mayBeLong(BYTES_MIN) || !places.tryAcquire()) {
      return answering.answer();
    }
    try {
      var answer = new CompletableFuture<Reply>();
      threads.newThread(() -> find(answering, answer)).start();
      return answer.join();
    } catch (CompletionException e) {
      throw asThrown(e);
    } finally {
      places.release();
    }
  }

  private static void find(Answering answering, CompletableFuture<Reply> answer) {
    try {
      answer.complete(answering.answer());
    } catch (Throwable e) {
      // Errors too: the thread that waits must hear of whatever it is.
      answer.completeExceptionally(e);
    }
  }

  private static RuntimeException asThrown(CompletionException wrapped) throws IOException {
    return switch (wrapped.getCause()) {
      case RuntimeException thrown -> thrown;
      case IOException thrown -> throw thrown;
      case Error error -> throw error;
      case null, default -> new IllegalStateException(wrapped);
    };
  }
}

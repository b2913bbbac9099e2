package dev.imprimatur.http;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;

/**
 * Platform threads for requests with long bodies, one for each. Whoever reads a long document
 * calculates as long as it arrives, and a virtual thread that calculates is not preempted: six of
 * them would keep the few carriers from everybody else. Nor does it help to yield there, as a
 * carrier serves those who yielded before those who come.
 *
 * <p>Nobody waits for one of these threads. When all are taken, by clients that send slowly, the
 * next request goes on where it is.
 */
public final class LongBodies {
  /** To parse so much takes about as long as it takes to start a thread, a few times over. */
  private static final int BYTES_MIN = 64 * 1024;

  private final ThreadFactory threads;
  private final Semaphore places;

  /**
   * Starts no thread before there is a long body.
   *
   * @param threads makes platform threads that do not keep the process alive
   * @param most how many there may be at one time
   */
  public LongBodies(ThreadFactory threads, int most) {
    this.threads = threads;
    this.places = new Semaphore(most);
  }

  /** Finds the answer to a request. */
  interface Answering {
    Reply answer() throws IOException;
  }

  /** Has it found on a thread of its own, if the request may have a long body. */
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
      // Errors too: whatever it is, whoever waits must hear of it.
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

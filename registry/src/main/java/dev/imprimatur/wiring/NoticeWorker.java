package dev.imprimatur.wiring;

import dev.imprimatur.notifications.NotificationDispatcher;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * The worker that delivers notifications, all the time; any number of servers may do so for one
 * database.
 */
final class NoticeWorker implements Runnable {
  private static final Logger LOG = System.getLogger(NoticeWorker.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** The pause after a failure, so that one that lasts is not logged each second. */
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMinutes(1);

  private final NotificationDispatcher dispatcher;

  NoticeWorker(NotificationDispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(once());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Delivers once; a failure, such as a database that is away, must not end the worker. */
  private Duration once() throws InterruptedException {
    try {
      dispatcher.once();
      return PAUSE;
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Notices could not be sent and will be tried again", e);
      return PAUSE_AFTER_FAILURE;
    }
  }
}

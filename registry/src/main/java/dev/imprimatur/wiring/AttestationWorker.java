package dev.imprimatur.wiring;

import dev.imprimatur.change.PublishAttester;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * The worker that attests what was published, all the time; a log that fails is asked less and
 * less.
 */
final class AttestationWorker implements Runnable {
  private static final Logger LOG = System.getLogger(AttestationWorker.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration PAUSE_MAX = Duration.ofMinutes(30);

  private final PublishAttester publishAttester;

  AttestationWorker(PublishAttester publishAttester) {
    this.publishAttester = publishAttester;
  }

  @Override
  public void run() {
    var pause = PAUSE;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(pause);
        pause = once() ? PAUSE : longer(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration longer(Duration pause) {
    var twice = pause.multipliedBy(2);
    return twice.compareTo(PAUSE_MAX) < 0 ? twice : PAUSE_MAX;
  }

  /** Attests once; a failure, such as a database that is away, must not end the worker. */
  private boolean once() {
    try {
      return publishAttester.some();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Versions could not be attested, which will be tried again", e);
      return false;
    }
  }
}

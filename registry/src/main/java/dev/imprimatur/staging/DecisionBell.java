package dev.imprimatur.staging;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The bell that rings when this process has decided about a staged version. */
public final class DecisionBell {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();

  void ring() {
    lock.lock();
    try {
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the bell, or until so much time is over; returns how much of it is left. */
  long listen(long nanos) throws InterruptedException {
    lock.lock();
    try {
      return rung.awaitNanos(nanos);
    } finally {
      lock.unlock();
    }
  }
}

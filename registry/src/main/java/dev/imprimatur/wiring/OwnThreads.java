package dev.imprimatur.wiring;

import dev.imprimatur.http.LongBodies;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.workers.WorkerPool;

/** The threads that dear work and long bodies have for themselves. */
final class OwnThreads {
  private OwnThreads() {}

  static LongBodies longBodies(Limits limits) {
    var threads = Thread.ofPlatform().daemon().name("body-", 0).factory();
    return new LongBodies(threads, limits.uploads().atOnce());
  }

  static WorkerPool workers(Limits limits) {
    var threads = Thread.ofPlatform().daemon().name("worker-", 0).factory();
    return new WorkerPool(threads, limits.budgets().workers());
  }
}

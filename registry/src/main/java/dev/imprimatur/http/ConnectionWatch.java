package dev.imprimatur.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The watch that closes connections that are open for long without a request under way. Silence
 * ends a connection anyway; this ends one whose headers drip and never come to an end. When the
 * server stops, it closes those with nothing under way, so that the others need not be hurried.
 */
final class ConnectionWatch implements Connection.Listener {
  private static final Duration LAST_WORDS = Duration.ofMillis(500);
  private static final int LOOKS = 4;

  private final LongSupplier nanoTime;
  private final Duration patience;
  private final Map<Connection, Idle> connections = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  /** The state of having no request under way, and since when. */
  private record Idle(boolean really, long sinceNanos) {}

  /** Gives each connection this much time for the headers of its next request. */
  ConnectionWatch(LongSupplier nanoTime, Duration patience) {
    this.nanoTime = nanoTime;
    this.patience = patience;
  }

  /** Checks periodically, until the scheduler is stopped. */
  void start(Scheduler scheduler) {
    var pause = stopping ? LAST_WORDS : patience;
    scheduler.schedule(
        () -> {
          look();
          start(scheduler);
        },
        Math.max(1, pause.toMillis() / LOOKS),
        TimeUnit.MILLISECONDS);
  }

  /** Closes connections with nothing under way, now and from now on. */
  void stop(Scheduler scheduler) {
    stopping = true;
    start(scheduler);
  }

  @Override
  public void onOpened(Connection connection) {
    connections.put(connection, idle());
  }

  @Override
  public void onClosed(Connection connection) {
    connections.remove(connection);
  }

  void begun(Connection connection) {
    connections.replace(connection, new Idle(false, 0));
  }

  void ended(Connection connection) {
    connections.replace(connection, idle());
  }

  private Idle idle() {
    return new Idle(true, nanoTime.getAsLong());
  }

  private void look() {
    long now = nanoTime.getAsLong();
    long most = (stopping ? LAST_WORDS : patience).toNanos();
    connections.forEach((connection, idle) -> {
      if (idle.really() && now - idle.sinceNanos() > most) {
        connections.remove(connection, idle);
        connection.getEndPoint().close();
      }
    });
  }
}

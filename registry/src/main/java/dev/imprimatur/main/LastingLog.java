package dev.imprimatur.main;

import java.util.logging.LogManager;

/**
 * Keeps the log until the process is gone. The JDK's own would take it away as soon as the process
 * is asked to stop, and with it every line about the requests that may still finish.
 */
public final class LastingLog extends LogManager {
  /** Tells the JDK to take this one; to be called before anything is logged. */
  static void set() {
    System.setProperty("java.util.logging.manager", LastingLog.class.getName());
  }

  @Override
  public void reset() {}
}

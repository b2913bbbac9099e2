package dev.imprimatur.main;

import java.util.logging.LogManager;

/**
 * The log manager that keeps logging until the process is gone. The JDK's own would stop as soon as
 * the process is asked to stop, and lose every line about the requests that may still finish.
 */
public final class LastingLog extends LogManager {
  /** Makes the JDK use this one; called before anything is logged. */
  static void set() {
    System.setProperty("java.util.logging.manager", LastingLog.class.getName());
  }

  @Override
  public void reset() {}
}

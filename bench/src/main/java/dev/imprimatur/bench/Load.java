package dev.imprimatur.bench;

import java.io.IOException;

/** Requests that wait to be let loose on a server. */
interface Load {
  /** Sends them, and returns how many were answered as they should be. */
  long run() throws IOException, InterruptedException;
}

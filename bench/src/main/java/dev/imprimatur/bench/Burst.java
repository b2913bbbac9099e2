package dev.imprimatur.bench;

import dev.imprimatur.bench.server.Server;
import java.io.IOException;

/** What a server did in one turn, and what it took. */
record Burst(long requests, double seconds, double cpuSeconds) {
  static Burst of(Server server, Load load) throws IOException, InterruptedException {
    double cpu = server.accounts().cpuSeconds();
    long start = System.nanoTime();
    long requests = load.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Burst(requests, seconds, server.accounts().cpuSeconds() - cpu);
  }

  double rate() {
    return requests / seconds;
  }

  double cpuMicros() {
    return cpuSeconds * 1e6 / requests;
  }
}

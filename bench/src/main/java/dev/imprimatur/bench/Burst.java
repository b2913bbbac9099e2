package dev.imprimatur.bench;

import dev.imprimatur.bench.server.Server;
import java.io.IOException;

/**
 * What a server did in one turn, and what it took.
 *
 * @param compilerSeconds of the CPU went into compiling what it runs
 */
record Burst(long requests, double seconds, double cpuSeconds, double compilerSeconds) {
  static Burst of(Server server, Load load) throws IOException, InterruptedException {
    var accounts = server.accounts();
    double compiler = accounts.compilerSeconds();
    double cpu = accounts.cpuSeconds();
    long start = System.nanoTime();
    long requests = load.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Burst(
        requests, seconds, accounts.cpuSeconds() - cpu, accounts.compilerSeconds() - compiler);
  }

  /** The part of the CPU that went into compiling; a compiler that is at rest may be gone. */
  double compiling() {
    return cpuSeconds == 0 ? 0 : Math.max(0, compilerSeconds) / cpuSeconds;
  }

  double rate() {
    return requests / seconds;
  }

  double cpuMicros() {
    return cpuSeconds * 1e6 / requests;
  }
}

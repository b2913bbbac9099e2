package dev.imprimatur.bench;

import dev.imprimatur.bench.server.Imprimatur;
import dev.imprimatur.bench.server.ProcessAccounts;
import dev.imprimatur.bench.server.Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * How soon our registry is ready, and what memory it takes while nobody asks for anything.
 *
 * @param millis from its start to the line that says so
 * @param cpuMillis what it has computed until then, which a busy machine changes less
 */
record StartUp(double millis, double cpuMillis, long restingMegabytes) {
  private static final String READY = "Imprimatur is ready at ";
  private static final Duration REST = Duration.ofSeconds(12);
  private static final long MEGABYTES_BAR = 110;
  private static final long MILLIS_BAR = 700;

  /** The medians of so many starts, on the data that are there. */
  static StartUp of(Imprimatur registry, int starts) throws IOException, InterruptedException {
    var all = new ArrayList<StartUp>();
    for (int i = 0; i < starts; i++) {
      all.add(once(registry));
    }
    return new StartUp(
        median(all, StartUp::millis),
        median(all, StartUp::cpuMillis),
        Math.round(median(all, StartUp::restingMegabytes)));
  }

  String told() {
    return "Start-up: ready in %.0f ms (bar: %d: %s) after %.0f ms of CPU, then %d MB at rest (bar: %d: %s)"
        .formatted(
            millis,
            MILLIS_BAR,
            millis <= MILLIS_BAR ? "met" : "MISSED",
            cpuMillis,
            restingMegabytes,
            MEGABYTES_BAR,
            restingMegabytes <= MEGABYTES_BAR ? "met" : "MISSED");
  }

  private static StartUp once(Imprimatur registry) throws IOException, InterruptedException {
    var command = new ProcessBuilder(registry.serving(Server.freePort()));
    command.redirectError(registry.folder().resolve("starts.log").toFile());
    long start = System.nanoTime();
    var process = command.start();
    var lastResort = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(lastResort);
    var accounts = new ProcessAccounts(process.toHandle());
    try (var printed = process.inputReader()) {
      awaitReady(printed);
      double millis = (System.nanoTime() - start) / 1e6;
      double cpuMillis = accounts.cpuSeconds() * 1000;
      Thread.sleep(REST);
      return new StartUp(millis, cpuMillis, accounts.residentMegabytes());
    } finally {
      end(process);
      Runtime.getRuntime().removeShutdownHook(lastResort);
    }
  }

  private static void awaitReady(BufferedReader printed) throws IOException {
    for (var line = printed.readLine(); line != null; line = printed.readLine()) {
      if (line.startsWith(READY)) {
        return;
      }
    }
    throw new IOException("The registry ended before it was ready");
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  private static double median(List<StartUp> all, ToDoubleFunction<StartUp> figure) {
    return Score.median(all.stream().mapToDouble(figure).toArray());
  }
}

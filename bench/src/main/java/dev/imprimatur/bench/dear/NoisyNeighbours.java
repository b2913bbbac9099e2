package dev.imprimatur.bench.dear;

import dev.imprimatur.bench.server.Client;
import dev.imprimatur.bench.server.Headers;
import dev.imprimatur.bench.server.Imprimatur;
import dev.imprimatur.bench.server.Server;
import dev.imprimatur.testkit.FakeIssuer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Measures how long somebody waits who wants next to nothing, while six others send the dearest
 * that is allowed. Each kind of input gets a server of its own, with the heap that the launcher
 * gives it, on the same data.
 */
public final class NoisyNeighbours {
  private static final int NEIGHBOURS = 6;
  private static final double TIMES_MAX = 10;
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final String ROW = "%-20s %8s %8s %8s %8s %7s %7s %7s  %-32s %s%n";

  private final Imprimatur registry;
  private final Map<String, String> token;
  private final DearInputs inputs;
  private final Duration duration;
  private final Client quiet = new Client();
  private final Client loud;

  /**
   * Measures nothing yet.
   *
   * @param token of whoever asks who they are, and of those who publish
   * @param duration how long each of the two is measured, alone and with neighbours
   */
  public NoisyNeighbours(Imprimatur registry, String token, FakeIssuer github, Duration duration) {
    this.registry = registry;
    this.token = Headers.bearer(token);
    this.loud = new Client();
    this.inputs = new DearInputs(loud, token, github);
    this.duration = duration;
  }

  /** What somebody waited, in milliseconds. */
  private record Waits(double median, double most) {}

  /** What each kind of input is called. */
  public Stream<String> names() {
    return inputs.kinds().stream().map(NoisyNeighbours::name);
  }

  private static String name(DearInputs.Kind kind) {
    return "neighbours: " + kind.name();
  }

  /** Tells a row for each kind of input that is wanted. */
  public void measure(Predicate<String> wanted, Consumer<String> told)
      throws IOException, InterruptedException {
    var kinds = inputs.kinds().stream().filter(kind -> wanted.test(name(kind))).toList();
    if (kinds.isEmpty()) {
      return;
    }
    try (var server = registry.serve()) {
      inputs.stock(server);
    }
    told.accept(
        ROW.formatted(
            "whoami beside six",
            "alone ms",
            "p99",
            "beside",
            "p99",
            "ratio",
            "peak MB",
            "sent/s",
            "answers",
            "bar: at most 10 times, and alive"));
    for (var kind : kinds) {
      told.accept(row(kind));
    }
  }

  private String row(DearInputs.Kind kind) throws IOException, InterruptedException {
    try (var server = registry.serve()) {
      var input = kind.at(server);
      waits(server);
      var alone = waits(server);
      Map<String, Integer> answers = new ConcurrentHashMap<>();
      long begun = System.nanoTime();
      var beside = beside(server, input, answers);
      double seconds = (System.nanoTime() - begun) / 1e9;
      double ratio = beside.median() / alone.median();
      long peak = server.accounts().peakMegabytes();
      return ROW.formatted(
          kind.name(),
          number(alone.median()),
          number(alone.most()),
          number(beside.median()),
          number(beside.most()),
          number(ratio),
          peak,
          number(answers.values().stream().mapToInt(each -> each).sum() / seconds),
          new TreeMap<>(answers),
          server.isAlive() && ratio <= TIMES_MAX ? "met" : server.isAlive() ? "MISSED" : "DIED");
    }
  }

  private Waits beside(Server server, DearInput input, Map<String, Integer> answers)
      throws IOException, InterruptedException {
    var going = new AtomicBoolean(true);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < NEIGHBOURS; i++) {
        threads.execute(() -> send(input, going, answers));
      }
      waits(server);
      var beside = waits(server);
      going.set(false);
      return beside;
    }
  }

  private void send(DearInput input, AtomicBoolean going, Map<String, Integer> answers) {
    while (going.get()) {
      try {
        answers.merge(Integer.toString(loud.send(input.next()).statusCode()), 1, Integer::sum);
      } catch (IOException e) {
        answers.merge("broken", 1, Integer::sum);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private Waits waits(Server server) throws IOException, InterruptedException {
    var asked = Client.get(server.at("/-/whoami"), token);
    var all = new double[(int) (duration.toNanos() / PAUSE.toNanos())];
    int count = 0;
    long deadline = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < deadline && server.isAlive()) {
      all[count++] = wait(asked);
      Thread.sleep(PAUSE);
    }
    Arrays.sort(all, 0, count);
    return count == 0
        ? new Waits(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY)
        : new Waits(all[count / 2], all[count * 99 / 100]);
  }

  /** An answer that never comes counts as if it came when it was given up. */
  private double wait(HttpRequest asked) throws InterruptedException {
    long begun = System.nanoTime();
    try {
      quiet.sendWell(asked);
    } catch (IOException lost) {
      return Double.POSITIVE_INFINITY;
    }
    return (System.nanoTime() - begun) / 1e6;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.1f", value);
  }
}

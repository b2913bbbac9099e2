package dev.imprimatur.bench;

import dev.imprimatur.bench.server.Client;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A load generator for what wrk cannot do, or where it is missing. It takes a good part of the
 * cores for itself, so its rates understate what a server does; the CPU per request does not.
 */
final class ClientLoad implements Load {
  private final Client client;
  private final int connections;
  private final Duration duration;
  private final Supplier<Optional<HttpRequest>> requests;

  private ClientLoad(
      Client client, int connections, Duration duration, Supplier<Optional<HttpRequest>> requests) {
    this.client = client;
    this.connections = connections;
    this.duration = duration;
    this.requests = requests;
  }

  /** The same request again and again. */
  static ReadLoad reading(Client client) {
    return (address, headers, duration) -> {
      var request = Optional.of(Client.get(address, headers));
      return new ClientLoad(client, Trial.READERS, duration, () -> request);
    };
  }

  /** Each of these once, as long as there is time. */
  static Load writing(Client client, Duration duration, List<HttpRequest> requests) {
    var waiting = new ConcurrentLinkedQueue<>(requests);
    return new ClientLoad(
        client, Trial.WRITERS, duration, () -> Optional.ofNullable(waiting.poll()));
  }

  @Override
  public long run() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + duration.toNanos();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var done =
          IntStream.range(0, connections)
              .mapToObj(connection -> threads.submit(() -> sendUntil(deadline)))
              .toList();
      long sum = 0;
      for (var count : done) {
        sum += result(count);
      }
      return sum;
    }
  }

  private long sendUntil(long deadline) throws IOException, InterruptedException {
    long done = 0;
    while (System.nanoTime() < deadline) {
      var next = requests.get();
      if (next.isEmpty()) {
        break;
      }
      client.sendWell(next.get());
      done++;
    }
    return done;
  }

  private static long result(Future<Long> count) throws IOException, InterruptedException {
    try {
      return count.get();
    } catch (ExecutionException e) {
      throw new IOException("A request was not answered well", e.getCause());
    }
  }
}

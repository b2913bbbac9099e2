package dev.imprimatur.bench;

import dev.imprimatur.bench.server.Client;
import dev.imprimatur.bench.server.Contender;
import dev.imprimatur.bench.server.Headers;
import dev.imprimatur.bench.server.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads one address, as all installing does.
 *
 * @param status what must come; for a 304 the client says that it has the newest already
 */
record Reading(String name, Request request, int status, List<Bar> bars, Means means)
    implements Trial {
  private static final int NOT_MODIFIED = 304;

  /** What is asked for. */
  record Request(String path, Map<String, String> headers) {}

  /** What sends the requests. */
  record Means(Client client, ReadLoad load) {}

  Reading {
    bars = List.copyOf(bars);
  }

  @Override
  public Set<Contender> contenders() {
    return EnumSet.allOf(Contender.class);
  }

  @Override
  public Load prepare(Server server, Duration duration) throws IOException, InterruptedException {
    var address = server.at(request.path());
    var headers = status == NOT_MODIFIED ? knowing(server) : request.headers();
    int answered = means.client().send(Client.get(address, headers)).statusCode();
    if (answered != status) {
      throw new IOException(
          "%s answers %s with %d".formatted(server.contender().title(), name, answered));
    }
    return means.load().of(address, headers, duration);
  }

  private Map<String, String> knowing(Server server) throws IOException, InterruptedException {
    var first = means.client().send(Client.get(server.at(request.path()), request.headers()));
    var etag = first.headers().firstValue("etag").orElse("");
    return Headers.with(request.headers(), "If-None-Match", etag);
  }
}

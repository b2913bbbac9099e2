package dev.imprimatur.bench;

import dev.imprimatur.bench.sample.Sample;
import dev.imprimatur.bench.server.Client;
import dev.imprimatur.bench.server.Contender;
import dev.imprimatur.bench.server.Headers;
import dev.imprimatur.bench.server.Server;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Publishes new versions of 10 KB into some dozens of packages.
 *
 * @param token ours; Verdaccio lets everybody publish
 * @param next the number of the next version, for all servers
 */
record Publishing(Client client, String token, AtomicInteger next) implements Trial {
  private static final int PER_SECOND_MAX = 300;
  private static final int PACKAGES = 64;
  private static final int NOISE_BYTES = 8 * 1024;

  @Override
  public String name() {
    return "publish";
  }

  @Override
  public Set<Contender> contenders() {
    return EnumSet.of(Contender.OURS, Contender.VERDACCIO);
  }

  @Override
  public List<Bar> bars() {
    return List.of(new Bar.RateOfVerdaccio(5));
  }

  @Override
  public Load prepare(Server server, Duration duration) {
    var count = (int) duration.toSeconds() * PER_SECOND_MAX;
    var requests = IntStream.range(0, count).mapToObj(i -> publish(server, i)).toList();
    return ClientLoad.writing(client, duration, requests);
  }

  private HttpRequest publish(Server server, int turn) {
    var sample = new Sample("bench-publish-" + turn % PACKAGES, NOISE_BYTES);
    return Client.put(server, sample.release(next.getAndIncrement()), headers(server));
  }

  private Map<String, String> headers(Server server) {
    return server.contender() == Contender.OURS ? Headers.bearer(token) : Headers.ANY;
  }
}

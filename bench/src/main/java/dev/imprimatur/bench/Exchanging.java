package dev.imprimatur.bench;

import dev.imprimatur.bench.server.Client;
import dev.imprimatur.bench.server.Contender;
import dev.imprimatur.bench.server.Headers;
import dev.imprimatur.bench.server.Server;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.JobClaims;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Exchanges identity tokens of CI jobs, each of them once; nobody else can do that. */
record Exchanging(Client client, FakeIssuer github) implements Trial {
  static final String REPOSITORY = "acme/rocket";
  static final String WORKFLOW = "publish.yml";

  private static final String PATH = "/-/npm/v1/oidc/token/exchange/package/";
  private static final int PER_SECOND_MAX = 1500;
  private static final JobClaims JOB = JobClaims.of(REPOSITORY, WORKFLOW).audience("npm:localhost");

  @Override
  public String name() {
    return "exchange";
  }

  @Override
  public Set<Contender> contenders() {
    return EnumSet.of(Contender.OURS);
  }

  @Override
  public List<Bar> bars() {
    return List.of();
  }

  /** Where every request waits for the disk, the JIT compiler sees few of them in a second. */
  @Override
  public Duration warmUp(Duration usual) {
    return usual.multipliedBy(5);
  }

  /** Tokens last for minutes, so they are signed for each turn. */
  @Override
  public Load prepare(Server server, Duration duration) {
    var requests =
        IntStream.range(0, (int) duration.toSeconds() * PER_SECOND_MAX)
            .parallel()
            .mapToObj(i -> exchange(server, i))
            .toList();
    return ClientLoad.writing(client, duration, requests);
  }

  private HttpRequest exchange(Server server, int number) {
    return Client.post(server.at(PATH + Stock.job(number)), Headers.bearer(github.sign(JOB)));
  }
}

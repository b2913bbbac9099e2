package dev.imprimatur.bench;

import dev.imprimatur.bench.server.Client;
import dev.imprimatur.bench.server.Contender;
import dev.imprimatur.bench.server.Headers;
import dev.imprimatur.bench.server.Server;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.JobClaims;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Exchanges identity tokens of CI jobs, each of them once; nobody else can do that.
 *
 * @param load sends the requests
 * @param crowd who else has a trusted publisher, if many do
 */
record Exchanging(FakeIssuer github, PostLoad load, Optional<Crowd> crowd) implements Trial {
  static final String REPOSITORY = "acme/rocket";
  static final String WORKFLOW = "publish.yml";

  private static final String PATH = "/-/npm/v1/oidc/token/exchange/package/";
  private static final int PER_SECOND_MAX = 6000;
  private static final JobClaims JOB = JobClaims.of(REPOSITORY, WORKFLOW).audience("npm:localhost");

  @Override
  public String name() {
    return crowd.isPresent() ? "exchange, 100,000" : "exchange";
  }

  @Override
  public Set<Contender> contenders() {
    return EnumSet.of(Contender.OURS);
  }

  @Override
  public List<Bar> bars() {
    return List.of();
  }

  /**
   * Tokens last for minutes, so they are signed for each turn. Each is for every package, as one of
   * a release of many packages is: to sign takes far longer than to verify.
   */
  @Override
  public Load prepare(Server server, Duration duration) throws IOException {
    if (crowd.isPresent()) {
      crowd.get().gather();
    }
    int count = (int) duration.toSeconds() * PER_SECOND_MAX;
    var requests = new ArrayList<HttpRequest>();
    while (requests.size() < count) {
      var bearer = Headers.bearer(github.sign(JOB));
      for (int number = 0; number < Stock.JOBS; number++) {
        requests.add(Client.post(server.at(PATH + Stock.job(number)), bearer));
      }
    }
    return load.of(duration, requests);
  }
}

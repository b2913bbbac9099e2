package dev.imprimatur.bench;

import dev.imprimatur.bench.sample.Sample;
import dev.imprimatur.bench.server.Client;
import dev.imprimatur.bench.server.Headers;
import dev.imprimatur.bench.server.Server;
import dev.imprimatur.bench.server.Session;
import java.io.IOException;
import java.util.Map;

/** What there is to read and to exchange for: put into a registry once, by its own front door. */
final class Stock {
  private static final int VERSIONS = 500;

  /** So many that none of them gets more exchanges in a minute than one package may have. */
  static final int JOBS = 2048;

  private static final int JOB_NOISE_BYTES = 64;

  private final Client client;

  Stock(Client client) {
    this.client = client;
  }

  /** Publishes everything to an empty registry, one version after the other. */
  void fill(Server registry, Map<String, String> credentials)
      throws IOException, InterruptedException {
    client.sendWell(Client.put(registry, Sample.SMALL.release(0), credentials));
    client.sendWell(Client.put(registry, Sample.HEAVY.release(0), credentials));
    for (int number = 0; number < VERSIONS; number++) {
      client.sendWell(Client.put(registry, Sample.LARGE.release(number), credentials));
    }
  }

  /** Publishes the packages that one workflow of GitHub's is then trusted with. */
  void trust(Server ours, String repository, String workflow)
      throws IOException, InterruptedException {
    var session = Headers.json(Headers.bearer(Session.of(client, ours)));
    for (int number = 0; number < JOBS; number++) {
      var sample = new Sample(job(number), JOB_NOISE_BYTES);
      client.sendWell(Client.put(ours, sample.release(0), session));
      client.sendWell(
          Client.post(
              ours.at("/-/package/%s/trust".formatted(sample.name())),
              session,
              publisher(repository, workflow)));
    }
  }

  private static String publisher(String repository, String workflow) {
    return """
    [{"type": "github",
      "claims": {"repository": "%s", "workflow_ref": {"file": "%s"}},
      "permissions": ["createPackage"]}]
    """
        .formatted(repository, workflow);
  }

  /** The name of a package that a workflow is trusted with. */
  static String job(int number) {
    return "bench-job-" + number % JOBS;
  }
}

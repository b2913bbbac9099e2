package dev.imprimatur.bench;

import dev.imprimatur.bench.sample.Sample;
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
 * Reads a packument of our server with a token, as npm sends one along with every request once its
 * user has signed in.
 */
record SignedInReading(String name, Map<String, String> headers, Reading.Means means)
    implements Trial {

  static SignedInReading with(String token, Reading.Means means) {
    return new SignedInReading(
        "signed-in read",
        Headers.with(Headers.gzipped(Headers.FULL), "Authorization", "Bearer " + token),
        means);
  }

  /** The same without a token, to compare it with. */
  SignedInReading anonymous() {
    return new SignedInReading("the same, nobody", Headers.gzipped(Headers.FULL), means);
  }

  @Override
  public Set<Contender> contenders() {
    return EnumSet.of(Contender.OURS);
  }

  @Override
  public List<Bar> bars() {
    return List.of();
  }

  @Override
  public Load prepare(Server server, Duration duration) throws IOException, InterruptedException {
    var request = new Reading.Request("/" + Sample.SMALL.name(), headers);
    return new Reading(name, request, 200, List.of(), means).prepare(server, duration);
  }
}

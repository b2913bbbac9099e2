package dev.imprimatur.bench;

import dev.imprimatur.bench.server.Contender;
import dev.imprimatur.bench.server.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Lets servers take turns, so that whatever else the machine does hits all of them alike. */
final class Rounds {
  /** What a slow server still has under way when a turn is over, it finishes in this time. */
  private static final Duration PAUSE = Duration.ofMillis(400);

  private final List<Server> servers;
  private final Options options;

  Rounds(List<Server> servers, Options options) {
    this.servers = List.copyOf(servers);
    this.options = options;
  }

  Score play(Trial trial) throws IOException, InterruptedException {
    Map<Contender, List<Burst>> bursts = new EnumMap<>(Contender.class);
    for (var server : taking(trial)) {
      bursts.put(server.contender(), new ArrayList<>());
      trial.prepare(server, trial.warmUp(options.warmUp())).run();
      Thread.sleep(PAUSE);
    }
    for (int round = 0; round < options.rounds(); round++) {
      for (var server : taking(trial)) {
        var load = trial.prepare(server, options.burst());
        bursts.getOrDefault(server.contender(), new ArrayList<>()).add(Burst.of(server, load));
        Thread.sleep(PAUSE);
      }
    }
    return Score.of(trial, bursts);
  }

  private List<Server> taking(Trial trial) {
    return servers.stream()
        .filter(server -> trial.contenders().contains(server.contender()))
        .toList();
  }
}

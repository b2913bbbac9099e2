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

  /** The part of its CPU that a server which is warm may spend on compiling. */
  private static final double COMPILING_MAX = 0.05;

  private final List<Server> servers;
  private final Options options;

  Rounds(List<Server> servers, Options options) {
    this.servers = List.copyOf(servers);
    this.options = options;
  }

  Score play(Trial trial) throws IOException, InterruptedException {
    return playTogether(List.of(trial)).getFirst();
  }

  /** Lets the trials take turns as well, so that what they take can be compared. */
  List<Score> playTogether(List<? extends Trial> trials) throws IOException, InterruptedException {
    var all = trials.stream().map(Played::of).toList();
    for (var played : all) {
      for (var server : taking(played.trial())) {
        played.of(server);
        warmUp(server, played.trial());
      }
    }
    for (int round = 0; round < options.rounds(); round++) {
      for (var played : all) {
        for (var server : taking(played.trial())) {
          var load = played.trial().prepare(server, options.burst());
          played.of(server).add(Burst.of(server, load));
          Thread.sleep(PAUSE);
        }
      }
    }
    return all.stream().map(played -> Score.of(played.trial(), played.bursts())).toList();
  }

  /** A trial with the turns that servers had in it. */
  private record Played(Trial trial, Map<Contender, List<Burst>> bursts) {
    static Played of(Trial trial) {
      return new Played(trial, new EnumMap<>(Contender.class));
    }

    List<Burst> of(Server server) {
      return bursts.computeIfAbsent(server.contender(), contender -> new ArrayList<>());
    }
  }

  /**
   * Lets a server work until it compiles no more to speak of. A JVM does so for minutes if its
   * requests wait for the disk, and nobody's server is measured in its first minutes.
   */
  private void warmUp(Server server, Trial trial) throws IOException, InterruptedException {
    var burst = Burst.of(server, trial.prepare(server, options.warmUp()));
    Thread.sleep(PAUSE);
    for (int i = 1; i < options.warmUpsMax() && burst.compiling() > COMPILING_MAX; i++) {
      burst = Burst.of(server, trial.prepare(server, options.warmUp()));
      Thread.sleep(PAUSE);
    }
  }

  private List<Server> taking(Trial trial) {
    return servers.stream()
        .filter(server -> trial.contenders().contains(server.contender()))
        .toList();
  }
}

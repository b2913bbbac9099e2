package dev.imprimatur.bench;

import dev.imprimatur.bench.server.Contender;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What came out of a trial: for each server the medians of its turns. */
record Score(String trial, List<Bar> bars, Map<Contender, Figures> figures) {

  /** The medians of a server. */
  record Figures(double rate, double cpuMicros) {}

  Score {
    bars = List.copyOf(bars);
    figures = Map.copyOf(figures);
  }

  static Score of(Trial trial, Map<Contender, List<Burst>> bursts) {
    Map<Contender, Figures> figures = new EnumMap<>(Contender.class);
    bursts.forEach((contender, turns) ->
        figures.put(
            contender, new Figures(median(turns, Burst::rate), median(turns, Burst::cpuMicros))));
    return new Score(trial.name(), trial.bars(), figures);
  }

  Optional<Figures> of(Contender contender) {
    return Optional.ofNullable(figures.get(contender));
  }

  /** How often the other's figure goes into ours. */
  Optional<Double> ratio(Contender other, ToDoubleFunction<Figures> figure) {
    return of(Contender.OURS)
        .flatMap(ours ->
            of(other).map(theirs -> figure.applyAsDouble(ours) / figure.applyAsDouble(theirs)));
  }

  /** Whether a bar is reached; empty if the server it is about was not there. */
  Optional<Boolean> reaches(Bar bar) {
    return switch (bar) {
      case Bar.CpuOfNginx(var times) ->
          ratio(Contender.NGINX, Figures::cpuMicros).map(ratio -> ratio <= times);
      case Bar.RateOfVerdaccio(var times) ->
          ratio(Contender.VERDACCIO, Figures::rate).map(ratio -> ratio >= times);
    };
  }

  static double median(double... values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double median(List<Burst> turns, ToDoubleFunction<Burst> figure) {
    return median(turns.stream().mapToDouble(figure).toArray());
  }
}

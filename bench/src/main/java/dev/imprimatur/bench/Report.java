package dev.imprimatur.bench;

import static java.util.stream.Collectors.joining;

import dev.imprimatur.bench.server.Contender;
import dev.imprimatur.bench.server.Server;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Scores as a table that a person reads. */
final class Report {
  private static final String ABSENT = "-";

  /** Of the bare RS256 verifications that one core does meanwhile. */
  private static final double EXCHANGE_PART = 0.1;

  /** Of the CPU that the same read takes without a token. */
  private static final double SIGNED_IN_TIMES_MAX = 1.1;

  private static final long MEGABYTES_MAX = 250;
  private static final String ROW = "%-18s %9s %9s %9s %9s %9s   %8s %8s %8s %8s   %s%n";

  private Report() {}

  static String heads() {
    var above =
        ROW.formatted("", "req/s", "", "", "ratio", "to", "CPU µs", "each", "", "ratio", "");
    var below =
        ROW.formatted(
            "", "ours", "nginx", "Verd.", "nginx", "Verd.", "ours", "nginx", "Verd.", "nginx",
            "bars");
    return above + below;
  }

  static String row(Score score) {
    ToDoubleFunction<Score.Figures> rate = Score.Figures::rate;
    ToDoubleFunction<Score.Figures> cpu = Score.Figures::cpuMicros;
    return ROW.formatted(
        score.trial(),
        figure(score, Contender.OURS, rate),
        figure(score, Contender.NGINX, rate),
        figure(score, Contender.VERDACCIO, rate),
        ratio(score.ratio(Contender.NGINX, rate)),
        ratio(score.ratio(Contender.VERDACCIO, rate)),
        figure(score, Contender.OURS, cpu),
        figure(score, Contender.NGINX, cpu),
        figure(score, Contender.VERDACCIO, cpu),
        ratio(score.ratio(Contender.NGINX, cpu)),
        score.bars().stream().map(bar -> verdict(score, bar)).collect(joining(", ")));
  }

  /** What a token costs a read that nobody needs one for. */
  static String signedIn(Score signedIn, Score anonymous) {
    return signedIn
        .of(Contender.OURS)
        .flatMap(with -> anonymous.of(Contender.OURS).map(without -> signedIn(with, without)))
        .orElse("");
  }

  private static String signedIn(Score.Figures with, Score.Figures without) {
    double times = with.cpuMicros() / without.cpuMicros();
    return String.format(
        Locale.ROOT,
        "  %.2f of the CPU without a token; wanted: at most %.1f: %s%n",
        times,
        SIGNED_IN_TIMES_MAX,
        times <= SIGNED_IN_TIMES_MAX ? "met" : "MISSED");
  }

  /** What exchanges take, beside the verification that none of them can do without. */
  static String exchange(Score score, double verificationMicros) {
    return score.of(Contender.OURS).map(ours -> exchange(ours, verificationMicros)).orElse("");
  }

  private static String exchange(Score.Figures ours, double verificationMicros) {
    double part = ours.rate() * verificationMicros / 1e6;
    return String.format(
        Locale.ROOT,
        "  %.3f of the bare RS256 verifications of one core (%.0f µs each here), with the CPU of"
            + " %.1f; wanted: at least a tenth: %s%n",
        part,
        verificationMicros,
        ours.cpuMicros() / verificationMicros,
        part >= EXCHANGE_PART ? "met" : "MISSED");
  }

  static String memory(List<Server> servers) throws IOException {
    var line = new StringBuilder("Resident after the load, MB:");
    for (var server : servers) {
      line.append(' ').append(server.contender().title());
      long megabytes = server.accounts().residentMegabytes();
      line.append(' ').append(megabytes);
      if (server.contender() == Contender.OURS) {
        line.append(" (wanted: %d: %s)".formatted(MEGABYTES_MAX, verdict(megabytes)));
      }
    }
    return line.append('\n').toString();
  }

  private static String verdict(long megabytes) {
    return megabytes <= MEGABYTES_MAX ? "met" : "MISSED";
  }

  private static String figure(
      Score score, Contender contender, ToDoubleFunction<Score.Figures> figure) {
    return score.of(contender).map(figures -> number(figure.applyAsDouble(figures))).orElse(ABSENT);
  }

  private static String ratio(Optional<Double> ratio) {
    return ratio.map(Report::number).orElse(ABSENT);
  }

  /** Three digits say all that such a measurement knows. */
  private static String number(double value) {
    var form = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, form, value);
  }

  private static String verdict(Score score, Bar bar) {
    var wanted =
        switch (bar) {
          case Bar.CpuOfNginx(var times) -> "CPU <= %s x nginx".formatted(plain(times));
          case Bar.RateOfVerdaccio(var times) -> ">= %s x Verdaccio".formatted(plain(times));
        };
    var reached = score.reaches(bar).map(yes -> yes ? "met" : "MISSED").orElse("not measured");
    return wanted + ": " + reached;
  }

  private static String plain(double times) {
    return times == Math.rint(times) ? "%.0f".formatted(times) : "%s".formatted(times);
  }
}

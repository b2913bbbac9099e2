package dev.imprimatur.bench;

import dev.imprimatur.bench.sample.Sample;
import dev.imprimatur.bench.server.Headers;
import java.util.List;
import java.util.stream.Stream;

/** What is read in the trials, and how fast we want to be. */
final class Readings {
  private static final Bar PACKUMENT_CPU = new Bar.CpuOfNginx(3);
  private static final Bar TARBALL_CPU = new Bar.CpuOfNginx(1.3);
  private static final int FOUND = 200;
  private static final int NOT_MODIFIED = 304;

  private Readings() {}

  static List<Reading> all(Reading.Means means) {
    return Stream.of(
            packuments("small", Sample.SMALL, 20, means),
            packuments("500-version", Sample.LARGE, 500, means),
            Stream.of(
                tarball("10 KB tarball", Sample.SMALL, List.of(), means),
                tarball("1 MB tarball", Sample.HEAVY, List.of(TARBALL_CPU), means)))
        .flatMap(readings -> readings)
        .toList();
  }

  private static Stream<Reading> packuments(
      String size, Sample sample, double timesVerdaccio, Reading.Means means) {
    var path = "/" + sample.name();
    var full = new Reading.Request(path, Headers.gzipped(Headers.FULL));
    var abbreviated = new Reading.Request(path, Headers.gzipped(Headers.ABBREVIATED));
    var both = List.of(PACKUMENT_CPU, new Bar.RateOfVerdaccio(timesVerdaccio));
    return Stream.of(
        new Reading(size + " full", full, FOUND, both, means),
        new Reading(size + " abbrev.", abbreviated, FOUND, both, means),
        new Reading(size + " 304", full, NOT_MODIFIED, List.of(PACKUMENT_CPU), means));
  }

  private static Reading tarball(String name, Sample sample, List<Bar> bars, Reading.Means means) {
    var request =
        new Reading.Request(sample.release(0).tarballPath(), Headers.gzipped(Headers.ANY));
    return new Reading(name, request, FOUND, bars, means);
  }
}

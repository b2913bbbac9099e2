package dev.imprimatur.bench;

/** What we want to reach. Nothing fails by missing it; the report says so. */
sealed interface Bar {
  /** As much CPU for a request as nginx, times this at most. */
  record CpuOfNginx(double times) implements Bar {}

  /** As many requests a second as Verdaccio, times this at least. */
  record RateOfVerdaccio(double times) implements Bar {}
}

package dev.imprimatur.bench;

import dev.imprimatur.bench.server.Contender;
import dev.imprimatur.bench.server.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** One thing that is measured. */
interface Trial {
  /** Connections that read at once. */
  int READERS = 16;

  /** Connections that write at once. */
  int WRITERS = 8;

  /** Connections that exchange at once, as when many jobs end together. */
  int EXCHANGERS = 32;

  String name();

  Set<Contender> contenders();

  List<Bar> bars();

  /** Makes everything ready, so that only the requests themselves are measured. */
  Load prepare(Server server, Duration duration) throws IOException, InterruptedException;
}

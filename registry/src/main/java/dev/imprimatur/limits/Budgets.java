package dev.imprimatur.limits;

import java.time.Duration;

/** How much processor time and memory one visitor may take from all others. */
public record Budgets(Workers workers, Packuments packuments) {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  /**
   * What costs much and is done by a few threads of its own.
   *
   * @param threads how many there are
   * @param waitingMax how much of each kind of work may wait for its turn
   * @param patience how long a piece of work waits for its turn
   */
  public record Workers(int threads, int waitingMax, Duration patience) {}

  /**
   * What the versions of one package may weigh together, so that its packument can always be
   * served, and what is kept of it.
   *
   * @param bytesMax all that a packument has to say of its versions
   * @param versionBytes what it says of each version beside its manifest
   * @param smallBytesMax up to which a packument is made ready for whoever wants a part of it
   * @param manifestBytesMax what is kept of the manifest of one version
   * @param tagsMax dist-tags of a package
   * @param pageBytesMax memory for what pages show of packages
   */
  public record Packuments(
      long bytesMax,
      int versionBytes,
      long smallBytesMax,
      int manifestBytesMax,
      int tagsMax,
      long pageBytesMax) {}

  /** The same, with other workers. */
  public Budgets with(Workers others) {
    return new Budgets(others, packuments);
  }

  /** The same, where the versions of a package may weigh something else. */
  public Budgets withPackumentBytesMax(long most) {
    return new Budgets(
        workers,
        new Packuments(
            most,
            packuments.versionBytes(),
            packuments.smallBytesMax(),
            packuments.manifestBytesMax(),
            packuments.tagsMax(),
            packuments.pageBytesMax()));
  }

  static Budgets standard() {
    return new Budgets(
        new Workers(threads(), 200, Duration.ofSeconds(10)),
        new Packuments(24L * MIB, KIB, 512L * KIB, MIB, 500, 16L * MIB));
  }

  /** Two or three: each may take some dozen megabytes, and SQLite has four readers. */
  private static int threads() {
    return Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 3);
  }
}

package dev.imprimatur.limits;

import java.time.Duration;

/** The budgets of processor time, memory and requests that one caller may take from all others. */
public record Budgets(Workers workers, Packuments packuments, Quotas quotas) {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  /**
   * The budget of costly work, which is done by a few threads of its own.
   *
   * @param threads the number of threads
   * @param waitingMax how much of each kind of work may wait for its turn
   * @param patience how long a piece of work waits for its turn
   */
  public record Workers(int threads, int waitingMax, Duration patience) {}

  /**
   * The sizes of a package's versions together, so that its packument can always be served, and of
   * what is kept of it.
   *
   * @param bytesMax all that a packument holds of its versions
   * @param versionBytes what it holds of each version beside its manifest
   * @param smallBytesMax the size up to which a whole packument is made for whoever wants a part of
   *     it
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

  /** Returns the same, with other workers. */
  public Budgets with(Workers others) {
    return new Budgets(others, packuments, quotas);
  }

  /** Returns the same, with other quotas. */
  public Budgets with(Quotas others) {
    return new Budgets(workers, packuments, others);
  }

  /** Returns the same, with another size of a package's versions together. */
  public Budgets withPackumentBytesMax(long most) {
    return new Budgets(
        workers,
        new Packuments(
            most,
            packuments.versionBytes(),
            packuments.smallBytesMax(),
            packuments.manifestBytesMax(),
            packuments.tagsMax(),
            packuments.pageBytesMax()),
        quotas);
  }

  static Budgets standard() {
    return new Budgets(
        new Workers(threads(), 200, Duration.ofSeconds(10)),
        new Packuments(24L * MIB, KIB, 512L * KIB, MIB, 500, 16L * MIB),
        Quotas.standard());
  }

  /** Returns two or three: each may take some dozen megabytes, and SQLite has four readers. */
  private static int threads() {
    return Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 3);
  }
}

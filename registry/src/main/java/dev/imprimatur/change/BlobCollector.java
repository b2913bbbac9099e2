package dev.imprimatur.change;

import dev.imprimatur.blobs.Blobs;
import dev.imprimatur.blobs.Digest;
import dev.imprimatur.db.Database;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.packages.Packages;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * The collector of blobs that no version uses: of publishes that were refused at their end, of
 * staged and held versions that were dropped. It looks at some folders each time, so that it gets
 * through all of them in about half an hour.
 *
 * <p>They are put aside first and removed a week later. A database that is restored from a backup,
 * or a wrong one, uses fewer blobs than there are; and those that are used after all are brought
 * back.
 */
public final class BlobCollector {
  private static final int FOLDERS = 256;
  private static final int FOLDERS_EACH_TIME = 8;

  /**
   * The least age of an unused blob; some seconds pass from a tarball's last byte to its version.
   */
  private static final Duration UNNAMED_MIN = Duration.ofHours(1);

  private static final Duration ASIDE = Duration.ofDays(7);

  private final Database db;
  private final Blobs blobs;
  private final Packages packages;
  private final InstantSource clock;
  private int next;

  public BlobCollector(Database db, Blobs blobs, Packages packages, InstantSource clock) {
    this.db = db;
    this.blobs = blobs;
    this.packages = packages;
    this.clock = clock;
  }

  /** Collects in the next folders; after the last come the first again. */
  public synchronized void some() {
    named(blobs.aside()).forEach(blobs::bringBack);
    var now = clock.instant();
    for (int i = 0; i < FOLDERS_EACH_TIME; i++) {
      collect(next, now);
      next = (next + 1) % FOLDERS;
    }
    blobs.removeAside(now.minus(ASIDE));
  }

  private void collect(int folder, Instant now) {
    var before = now.minus(UNNAMED_MIN);
    var kept = blobs.keptBefore(folder, before);
    var named = named(kept);
    kept.stream()
        .filter(digest -> !named.contains(digest))
        .forEach(digest -> blobs.putAside(digest, before, now));
  }

  private List<Digest> named(List<Digest> digests) {
    if (digests.isEmpty()) {
      return List.of();
    }
    return db.read(tx ->
        digests.stream()
            .filter(digest -> packages.isNamed(tx, Integrity.ofHex(digest.hex())))
            .toList());
  }
}

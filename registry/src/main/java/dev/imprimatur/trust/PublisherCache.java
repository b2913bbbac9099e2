package dev.imprimatur.trust;

import dev.imprimatur.db.Row;
import dev.imprimatur.npm.PackageName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A cache of the publishers of packages, so that a token can be matched before the single writer is
 * kept busy with it. It decides nothing until its stamps have been compared in the transaction that
 * decides. Only what was committed is kept, as a change that was rolled back may have had the same
 * stamp.
 */
final class PublisherCache {
  private static final int PACKAGES_MAX = 10_000;

  private final Map<PackageName, List<Publisher>> known = new ConcurrentHashMap<>();

  /**
   * The stamp that tells a publisher from its earlier states.
   *
   * @param changes counts all changes that matching a token may depend on
   */
  record ChangeStamp(PublisherId id, Target target, long changes, Optional<Instant> lastUsedAt) {
    static ChangeStamp of(Row row) {
      return new ChangeStamp(
          new PublisherId(UUID.fromString(row.text("id"))),
          new Target(row.text("target")),
          row.number("changes"),
          row.maybeInstant("last_used_at"));
    }

    boolean isOf(Publisher publisher) {
      return id.equals(publisher.id()) && changes == publisher.state().changes();
    }
  }

  Optional<List<Publisher>> of(PackageName name) {
    return Optional.ofNullable(known.get(name));
  }

  /** Caches the publishers of a package; none for unused names, as there is no end of them. */
  void keep(PackageName name, List<Publisher> committed) {
    if (committed.isEmpty()) {
      return;
    }
    if (known.size() >= PACKAGES_MAX) {
      known.clear();
    }
    known.put(name, committed);
  }

  void forget(PackageName name) {
    known.remove(name);
  }

  /** Returns whether the stamps are exactly those of the publishers. */
  static boolean same(List<Publisher> publishers, List<ChangeStamp> marks) {
    if (publishers.size() != marks.size()) {
      return false;
    }
    for (int i = 0; i < marks.size(); i++) {
      if (!marks.get(i).isOf(publishers.get(i))) {
        return false;
      }
    }
    return true;
  }
}

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
 * The publishers of packages as they were last read, so that a token can be judged before the one
 * writer is kept busy with it. Nothing is decided by them before their marks were compared, in the
 * transaction that decides; and only what was committed is kept, as what is taken back may have had
 * the same mark.
 */
final class PublisherCache {
  private static final int PACKAGES_MAX = 10_000;

  private final Map<PackageName, List<Publisher>> known = new ConcurrentHashMap<>();

  /**
   * By what a publisher is told from what it was before.
   *
   * @param changes counts all that was ever changed in it that a judgement may depend on
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

  /** Names that nobody publishes are not kept: there is no end of them. */
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

  /** Whether they are exactly those that these are the marks of. */
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

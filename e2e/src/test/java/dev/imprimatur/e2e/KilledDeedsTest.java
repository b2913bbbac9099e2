package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything dies at once while packages are unpublished, a monorepo is approved, packages are
 * given away and somebody is disabled. Afterwards each of these was done whole, or not at all; what
 * was acknowledged was done; what was not done can be; and the audit log and the webhooks tell of
 * what was done, and of nothing else.
 *
 * <p>Each deed is hit at some fraction of the time that it takes, which is learned from those
 * before it. That time decides nothing else: whatever a kill hits, the same must hold. {@code
 * -Dimprimatur.seed=N} chooses the same fractions again.
 */
@Order(4)
final class KilledDeedsTest {
  private static final int KILLS = Integer.getInteger("imprimatur.kills", 8);

  /** Each kill hits deeds of all kinds, on each of two databases. */
  private static final int ROUNDS = Math.max(2, KILLS / 4);

  private static final int UNPUBLISHED = 3;
  private static final int GIVEN = 2;

  /** Beyond 1, it was done before the kill. */
  private static final double FRACTION_MAX = 1.2;

  private static final double LONGER = 1.25;

  private final long seed =
      Objects.requireNonNullElseGet(
          Long.getLong("imprimatur.seed"), () -> new SecureRandom().nextLong());
  private final RandomGenerator random = new SplittableRandom(seed);

  /**
   * The time in nanoseconds within which a deed of a kind is done as often as not, found by longer
   * and shorter ones: most of it passes before anything is written.
   */
  private final Map<String, Long> spans = new TreeMap<>();

  private final Map<String, Figures> figures = new TreeMap<>();

  /** What became of the deeds of a kind. */
  private record Figures(int acknowledged, int doneInSilence, int notDone) {
    Figures and(boolean answered, boolean done) {
      return new Figures(
          acknowledged + (answered ? 1 : 0),
          doneInSilence + (!answered && done ? 1 : 0),
          notDone + (done ? 0 : 1));
    }

    int unanswered() {
      return doneInSilence + notDone;
    }
  }

  @Test
  void onSqlite(@TempDir Path folder) throws SQLException, InterruptedException {
    requireWholeOrNotAtAll(folder, KilledDatabase::sqlite);
  }

  @Test
  void onPostgres(@TempDir Path folder) throws SQLException, InterruptedException {
    requireWholeOrNotAtAll(folder, _ -> KilledDatabase.postgres());
  }

  private void requireWholeOrNotAtAll(Path folder, Function<Path, KilledDatabase> databases)
      throws SQLException, InterruptedException {
    System.out.printf("%d kills; -Dimprimatur.seed=%d repeats them.%n", ROUNDS, seed);
    try (var registry = MortalRegistry.start(folder, databases)) {
      var alice = registry.signUp("alice");
      var bob = registry.signUp("bob");
      var all = new ArrayList<Deed>();
      for (int round = 0; round <= ROUNDS; round++) {
        var deeds = deeds(registry, alice, bob, round);
        if (round == 0) {
          practise(registry, deeds);
        } else {
          var answered = askUntilKilled(registry.server(), deeds);
          registry.restart();
          for (int i = 0; i < deeds.size(); i++) {
            examine(registry.server(), deeds.get(i), answered.get(i));
          }
        }
        all.addAll(deeds);
      }
      registry.requireTold(all);
    }
    figures.forEach((kind, figure) -> System.out.println(kind + ": " + figure));
    // Otherwise it was idle when it was killed, and this has shown nothing.
    assertThat(figures.values().stream().mapToInt(Figures::unanswered).sum())
        .isGreaterThanOrEqualTo(ROUNDS);
  }

  private static List<Deed> deeds(MortalRegistry registry, Owner alice, Owner bob, int round) {
    var deeds = new ArrayList<Deed>();
    deeds.add(DisableDeed.prepare(registry, "leaver-" + round));
    deeds.add(ApprovalDeed.prepare(registry, alice, "1." + round + ".0"));
    for (int i = 0; i < UNPUBLISHED; i++) {
      deeds.add(UnpublishDeed.prepare(registry, alice, "gone-%d-%d".formatted(round, i)));
    }
    for (int i = 0; i < GIVEN; i++) {
      deeds.add(TransferDeed.prepare(registry, alice, bob, "given-%d-%d".formatted(round, i)));
    }
    return deeds;
  }

  /** Does all of them without a kill, which shows how long they take. */
  private void practise(MortalRegistry registry, List<Deed> deeds) throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked =
          deeds.stream()
              .map(deed ->
                  threads.submit(() -> {
                    long start = System.nanoTime();
                    deed.ask(registry.server());
                    return System.nanoTime() - start;
                  }))
              .toList();
      var took = results(asked);
      for (int i = 0; i < deeds.size(); i++) {
        spans.put(deeds.get(i).kind(), took.get(i));
      }
    }
    assertThat(deeds).allMatch(deed -> deed.done(registry.server()));
  }

  /** Returns which of them were acknowledged. */
  private List<Boolean> askUntilKilled(Server server, List<Deed> deeds)
      throws InterruptedException {
    var before = deeds.stream().map(this::span).toList();
    long death = System.nanoTime() + before.stream().mapToLong(Long::longValue).max().orElseThrow();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked = new ArrayList<Future<Boolean>>();
      for (int i = 0; i < deeds.size(); i++) {
        var deed = deeds.get(i);
        long start = death - before.get(i);
        asked.add(
            threads.submit(() -> {
              await(start);
              return answered(server, deed);
            }));
      }
      await(death);
      server.kill();
      deeds.forEach(Deed::kill);
      return results(asked);
    }
  }

  /** How long before the death of all it is asked for. */
  private long span(Deed deed) {
    return (long)
        (Objects.requireNonNull(spans.get(deed.kind())) * random.nextDouble(FRACTION_MAX));
  }

  private static boolean answered(Server server, Deed deed) {
    try {
      deed.ask(server);
      return true;
    } catch (IOException | UncheckedIOException killed) {
      return false;
    }
  }

  private void examine(Server server, Deed deed, boolean answered) {
    boolean done = deed.done(server);
    spans.compute(deed.kind(), (_, span) -> (long) (answered ? span / LONGER : span * LONGER));
    assertThat(done || !answered).as("%s was acknowledged", deed).isTrue();
    figures.merge(
        deed.kind(),
        new Figures(0, 0, 0).and(answered, done),
        (before, _) -> before.and(answered, done));
    if (!done) {
      assertThat(answered(server, deed)).isTrue();
      assertThat(deed.done(server)).isTrue();
    }
  }

  private static void await(long moment) {
    long left = moment - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = moment - System.nanoTime();
    }
  }

  private static <T> List<T> results(List<Future<T>> asked) throws InterruptedException {
    try {
      var results = new ArrayList<T>();
      for (var each : asked) {
        results.add(each.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}

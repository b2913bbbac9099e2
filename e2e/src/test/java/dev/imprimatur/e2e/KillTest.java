package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.GitHub;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator.SplittableGenerator;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The registry dies while it is published to, again and again. {@code -Dimprimatur.seed=N} repeats
 * what an earlier run published and when it killed; which byte a kill hits is anybody's guess all
 * the same.
 */
@Order(4)
final class KillTest {
  private static final int KILLS = Integer.getInteger("imprimatur.kills", 8);

  /** It dies after more answers than there are heads, so that it was at work in each life. */
  private static final int ANSWERS_MIN = 2 * ConcurrentPublishers.PUBLISHERS;

  private static final int ANSWERS_MAX = 6 * ConcurrentPublishers.PUBLISHERS;

  private final long seed =
      Objects.requireNonNullElseGet(
          Long.getLong("imprimatur.seed"), () -> new SecureRandom().nextLong());
  private final SplittableGenerator random = new SplittableRandom(seed);

  /** What was published, and what of it had no answer when the registry died. */
  private final List<Upload> published = new ArrayList<>();

  private int unanswered;
  private int landed;

  @Test
  void whatWasAcknowledgedIsThereAndNothingIsThereInHalf(@TempDir Path folder)
      throws InterruptedException {
    System.out.printf("%d kills; -Dimprimatur.seed=%d repeats them.%n", KILLS, seed);
    try (var github = FakeIssuer.start(GitHub.SYSTEM)) {
      var registry =
          Imprimatur.fresh(
              folder.resolve("registry"), List.of(Imprimatur.issuer("github", github)));
      registry.addUser(E2eEnvironment.OWNER);
      var token = registry.token(E2eEnvironment.OWNER);
      var server = registry.serve();
      for (int round = 1; round <= KILLS; round++) {
        var attempts = attemptsUntilKilled(server, crowd(folder, token, round));
        server = registry.serve();
        examine(attempts, new CrashInspection(server, token));
      }
      requireEverything(new CrashInspection(server, token));
      server.close();
    }
    System.out.printf(
        "%d versions; %d had no answer when the registry died, and %d of these were there.%n",
        published.size(), unanswered, landed);
    // Otherwise it was idle when it was killed, and this has shown nothing.
    assertThat(unanswered).isGreaterThanOrEqualTo(KILLS);
    assertThat(published).hasSizeGreaterThan(2 * unanswered);
  }

  private ConcurrentPublishers crowd(Path folder, String token, int round) {
    return new ConcurrentPublishers(folder, token, round, random.nextInt(ANSWERS_MIN, ANSWERS_MAX));
  }

  private List<ConcurrentPublishers.Attempt> attemptsUntilKilled(
      Server server, ConcurrentPublishers crowd) throws InterruptedException {
    try (crowd) {
      crowd.startPublishing(server, random);
      crowd.awaitAnswers();
      server.kill();
      return crowd.attempts();
    }
  }

  private void examine(List<ConcurrentPublishers.Attempt> attempts, CrashInspection autopsy) {
    try (autopsy) {
      for (var attempt : attempts) {
        boolean found = autopsy.finds(attempt.upload());
        if (attempt.acknowledged()) {
          assertThat(found).as("%s was acknowledged", attempt.upload()).isTrue();
        } else {
          unanswered++;
          landed += found ? 1 : 0;
          autopsy.publishAgain(attempt.upload(), found);
        }
        published.add(attempt.upload());
      }
    }
  }

  /** What happened later took nothing away. */
  private void requireEverything(CrashInspection autopsy) {
    try (autopsy) {
      assertThat(published).allMatch(autopsy::finds);
    }
  }
}

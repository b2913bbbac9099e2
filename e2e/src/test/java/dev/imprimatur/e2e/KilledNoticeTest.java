package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.GitHub;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The registry dies while a webhook has a message and has not answered. The message comes again
 * with the same id, nothing that happened before or after is lost, and nothing overtakes it.
 */
final class KilledNoticeTest {
  private static final int KILLS = 2;

  /** For so long, what a process has taken is nobody else's. */
  private static final Duration TAKEN = Duration.ofMinutes(5);

  /** What was told before: that the CI system which is pretended here was switched off. */
  private static final int FIRST = 1;

  private final FakeIssuer github = FakeIssuer.start(GitHub.SYSTEM);
  private int events;

  @Test
  void whatWasBeingToldComesAgainAndTheRestAfterIt(@TempDir Path folder)
      throws InterruptedException, SQLException {
    try (github;
        var receiver = HookReceiver.start()) {
      var registry =
          Imprimatur.fresh(
              folder.resolve("registry"), List.of(Imprimatur.issuer("github", github)));
      registry.addUser(E2eEnvironment.OWNER);
      registry.run("org", "add", "acme", "--owner", E2eEnvironment.OWNER);
      registry.run("webhook", "add", receiver.address(), "--internal");
      var server = registry.serve();
      happen(registry);
      receiver.await(come -> come >= FIRST + 1);
      for (int round = 1; round <= KILLS; round++) {
        int before = receiver.messages().size();
        var owner = Owner.signIn(server, E2eEnvironment.OWNER);
        receiver.keepBack();
        happen(owner);
        receiver.await(come -> come >= before + 1);
        happen(owner);
        server.kill();
        receiver.answer();
        waitUntilNobodysAnyMore(registry.data());

        server = registry.serve();
        receiver.await(come -> come >= before + 3);
        var came = receiver.messages().subList(before, before + 3);
        assertThat(came.get(1)).isEqualTo(came.get(0));
        assertThat(came.get(2).seq()).isGreaterThan(came.get(1).seq());
      }
      happen(registry);
      receiver.await(come -> come >= FIRST + 2 + 3 * KILLS);
      server.close();
      assertThat(receiver.messages().stream().map(HookReceiver.Message::type).distinct())
          .containsExactly("issuer-disabled", "publisher-added");
      assertThat(receiver.messages().stream().map(HookReceiver.Message::seq).distinct())
          .hasSize(FIRST + events)
          .isSorted();
      registry.run("audit", "verify");
    }
  }

  /** Something that is told, of which the running registry learns from its database. */
  private void happen(Imprimatur registry) {
    registry.trust(target(), "acme/kit", "publish.yml");
  }

  /** The same at once: a JVM that has to start first may take longer than a webhook is given. */
  private void happen(Owner owner) {
    owner.trustGitHub(target(), "acme/kit", "publish.yml");
  }

  private String target() {
    return "@acme/kit-" + events++ + "-*";
  }

  /** Lets the time pass that a process has for what it has taken, without the waiting. */
  private static void waitUntilNobodysAnyMore(Path data) throws SQLException {
    var database = "jdbc:sqlite:" + data.resolve("imprimatur.db");
    try (var connection = DriverManager.getConnection(database);
        var statement = connection.createStatement()) {
      try (var rows =
          statement.executeQuery("SELECT taken_until FROM delivery WHERE taken_until > 0")) {
        assertThat(rows.next()).isTrue();
        assertThat(Instant.ofEpochMilli(rows.getLong(1)))
            .isBetween(Instant.now(), Instant.now().plus(TAKEN));
        assertThat(rows.next()).as("one thing after the other").isFalse();
      }
      int changed =
          statement.executeUpdate(
              "UPDATE delivery SET taken_until = taken_until - %d WHERE taken_until > 0"
                  .formatted(TAKEN.toMillis()));
      assertThat(changed).isEqualTo(1);
    }
  }
}

package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.ci.GitHub;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The registry dies while identity tokens are exchanged. Afterwards each of them was spent, and
 * then there is the token that it bought and the event that tells of it; or there is nothing of it
 * at all, and it can still be exchanged. A spent token that bought nothing is a job that cannot
 * publish; a token without an event is one that nobody knows of.
 */
final class KilledExchangeTest {
  private static final int KILLS = Integer.getInteger("imprimatur.kills", 8);
  private static final int HEADS = 6;

  /** It dies after more answers than there are heads, so that it was at work in each life. */
  private static final int ANSWERS_MIN = 2 * HEADS;

  private static final int ANSWERS_MAX = 12 * HEADS;

  /** Fewer than may be exchanged for one package in a minute. */
  private static final int EACH_PACKAGE = 50;

  private final FakeIssuer github = FakeIssuer.start(GitHub.SYSTEM);
  private int acknowledged;
  private int unanswered;
  private int landed;

  /**
   * An identity token that was sent.
   *
   * @param run by which the event names its job
   * @param minted what it bought; empty if the registry was gone before it answered
   */
  private record Attempt(String name, String run, String idToken, Optional<String> minted) {}

  @Test
  void anIdentityTokenIsSpentForATokenAndAnEventOrForNothing(@TempDir Path folder)
      throws InterruptedException, SQLException {
    try (github) {
      var registry =
          Imprimatur.fresh(
              folder.resolve("registry"), List.of(Imprimatur.issuer("github", github)));
      registry.addUser(E2eEnvironment.OWNER);
      registry.run("org", "add", "acme", "--owner", E2eEnvironment.OWNER);
      registry.trust("@acme/*", "acme/kit", "publish.yml");
      var server = registry.serve();
      for (int round = 1; round <= KILLS; round++) {
        var attempts = attemptsUntilKilled(server, round);
        var told = requireTogether(registry.data());
        server = registry.serve();
        examine(server, attempts, told);
      }
      server.close();
      requireTogether(registry.data());
      registry.run("audit", "verify");
    }
    System.out.printf(
        "%d kills; %d exchanges were answered, %d were not, and %d of these were done.%n",
        KILLS, acknowledged, unanswered, landed);
    assertThat(unanswered).isGreaterThanOrEqualTo(KILLS);
    assertThat(acknowledged).isGreaterThan(unanswered);
  }

  private List<Attempt> attemptsUntilKilled(Server server, int round) throws InterruptedException {
    try (var threads = Executors.newFixedThreadPool(HEADS)) {
      var exchanging = new ArrayList<Future<List<Attempt>>>();
      var answers =
          new CountDownLatch(ThreadLocalRandom.current().nextInt(ANSWERS_MIN, ANSWERS_MAX));
      for (int i = 1; i <= HEADS; i++) {
        var head = round + "-" + i;
        exchanging.add(threads.submit(() -> exchangeUntilKilled(server, head, answers)));
      }
      boolean busy = answers.await(5, TimeUnit.MINUTES);
      server.kill();
      assertThat(busy).isTrue();
      var all = new ArrayList<Attempt>();
      for (var each : exchanging) {
        all.addAll(each.get());
      }
      return all;
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private List<Attempt> exchangeUntilKilled(Server server, String head, CountDownLatch answers) {
    var attempts = new ArrayList<Attempt>();
    do {
      attempts.add(attempt(server, head, attempts.size()));
      answers.countDown();
    } while (attempts.getLast().minted().isPresent());
    return attempts;
  }

  private Attempt attempt(Server server, String head, int i) {
    var name = "@acme/kit-" + head + "-" + i / EACH_PACKAGE;
    var run = head + "-" + i;
    var claims = JobClaims.of("acme/kit", "publish.yml").with("run_id", run);
    var idToken = github.sign(claims.audience("npm:" + server.at("/").getHost()));
    try {
      var answer = exchange(server, name, idToken);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      var minted = Json.object(answer.body()).text("token");
      return new Attempt(name, run, idToken, Optional.of(minted));
    } catch (IOException killed) {
      return new Attempt(name, run, idToken, Optional.empty());
    }
  }

  private static HttpResponse<String> exchange(Server server, String name, String idToken)
      throws IOException {
    var path = "/-/npm/v1/oidc/token/exchange/package/" + name.replace("/", "%2f");
    try (var web = new Web(idToken)) {
      return web.post(server.at(path));
    }
  }

  /** Asks whoever comes back, and whoever was told that it went well. */
  private void examine(Server server, List<Attempt> attempts, Set<String> told) {
    for (var attempt : attempts) {
      boolean done = told.contains(attempt.run());
      if (attempt.minted().isPresent()) {
        acknowledged++;
        assertThat(done).as("%s was acknowledged", attempt.run()).isTrue();
        try (var web = new Web(attempt.minted().get())) {
          assertThat(web.status(server.at("/-/whoami"))).isEqualTo(200);
        }
      } else {
        unanswered++;
        landed += done ? 1 : 0;
      }
      assertThat(status(server, attempt)).as(attempt.run()).isEqualTo(done ? 409 : 201);
    }
  }

  private static int status(Server server, Attempt attempt) {
    try {
      return exchange(server, attempt.name(), attempt.idToken()).statusCode();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What was spent, bought and told of is the same; returns the jobs that it was for. */
  private static Set<String> requireTogether(Path data) throws SQLException {
    var bought = new TreeSet<String>();
    var told = new TreeSet<String>();
    var runs = new TreeSet<String>();
    var database = "jdbc:sqlite:" + data.resolve("imprimatur.db");
    try (var connection = DriverManager.getConnection(database);
        var statement = connection.createStatement()) {
      try (var rows = statement.executeQuery("SELECT id FROM token WHERE kind = 'minted'")) {
        while (rows.next()) {
          bought.add(rows.getString(1));
        }
      }
      try (var rows =
          statement.executeQuery("SELECT facts FROM audit_event WHERE kind = 'token-exchanged'")) {
        while (rows.next()) {
          var facts = Json.object(rows.getString(1));
          told.add(facts.text("token"));
          runs.add(facts.text("claims", "run_id"));
        }
      }
      assertThat(told).isEqualTo(bought);
      try (var rows =
          statement.executeQuery("SELECT count(*) FROM redeemed_token WHERE uses = 1")) {
        assertThat(rows.getInt(1)).isEqualTo(bought.size());
      }
    }
    return runs;
  }
}

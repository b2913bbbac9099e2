package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.GitHub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The registry dies while packages are unpublished. Afterwards each of them is there with all of
 * its versions, or it is gone with all of them and its name rests; and what was acknowledged is
 * gone.
 */
final class KilledRemovalTest {
  private static final int KILLS = Integer.getInteger("imprimatur.kills", 4);
  private static final int PACKAGES = 8;
  private static final List<String> VERSIONS = List.of("1.0.0", "1.1.0", "2.0.0");

  private int unanswered;
  private int removed;

  /** A package that somebody wants to unpublish, and whether they were told that it is done. */
  private record Attempt(String name, boolean acknowledged) {}

  @Test
  void aPackageIsUnpublishedAsAWholeOrNotAtAll(@TempDir Path folder) throws InterruptedException {
    try (var github = FakeIssuer.start(GitHub.SYSTEM)) {
      var registry =
          Imprimatur.fresh(
              folder.resolve("registry"), List.of(Imprimatur.issuer("github", github)));
      registry.addUser(E2eEnvironment.OWNER);
      var server = registry.serve();
      for (int round = 1; round <= KILLS; round++) {
        var attempts = attemptsUntilKilled(server, folder, round);
        server = registry.serve();
        for (var attempt : attempts) {
          examine(server, attempt);
        }
      }
      server.close();
      registry.run("audit", "verify");
    }
    System.out.printf(
        "%d kills; %d packages were unpublished, %d had no answer.%n", KILLS, removed, unanswered);
    assertThat(removed).isPositive();
  }

  private List<Attempt> attemptsUntilKilled(Server server, Path folder, int round)
      throws InterruptedException {
    var owner = Owner.signIn(server, E2eEnvironment.OWNER);
    var names = IntStream.range(0, PACKAGES).mapToObj(i -> "gone-" + round + "-" + i).toList();
    names.forEach(name -> VERSIONS.forEach(version -> owner.publish(folder, name, version)));
    // It dies after some answers, so that it was at work.
    var answers = new CountDownLatch(ThreadLocalRandom.current().nextInt(1, PACKAGES / 2));
    try (var threads = Executors.newFixedThreadPool(PACKAGES)) {
      var under =
          names.stream()
              .map(name ->
                  threads.submit(() -> new Attempt(name, unpublish(server, owner, name, answers))))
              .toList();
      boolean busy = answers.await(5, TimeUnit.MINUTES);
      server.kill();
      assertThat(busy).isTrue();
      var all = new ArrayList<Attempt>();
      for (var each : under) {
        all.add(each.get());
      }
      return all;
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean unpublish(
      Server server, Owner owner, String name, CountDownLatch answers) {
    try (var web = new Web(owner.token())) {
      var rev = web.json(server.at("/" + name)).text("_rev");
      HttpResponse<String> answer = web.delete(server.at("/" + name + "/-rev/" + rev));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      answers.countDown();
      return true;
    } catch (IOException | UncheckedIOException killed) {
      return false;
    }
  }

  private void examine(Server server, Attempt attempt) {
    try (var anyone = new Web("")) {
      var packument = anyone.json(server.at("/" + attempt.name()));
      var versions = packument.at("versions").names();
      boolean gone = packument.at("time").names().contains("unpublished");
      if (gone) {
        assertThat(versions).isEmpty();
        removed++;
      } else {
        assertThat(versions).containsExactlyInAnyOrderElementsOf(VERSIONS);
        assertThat(attempt.acknowledged()).as(attempt.name()).isFalse();
      }
      unanswered += attempt.acknowledged() ? 0 : 1;
    }
  }
}

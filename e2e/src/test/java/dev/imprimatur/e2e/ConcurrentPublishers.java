package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.e2e.Upload.Noise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;

/**
 * Several publishers at once, each of which publishes one version after the other, until the
 * registry is gone: new packages, and new versions of one that all of them publish to.
 */
final class ConcurrentPublishers implements AutoCloseable {
  static final int PUBLISHERS = 6;
  private static final int NOISE_BYTES_MAX = 1 << 20;

  /**
   * The number of rounds after which a shared package has some hundred versions, and is left alone.
   */
  private static final int ROUNDS_SHARED = 10;

  private final Path folder;
  private final String token;
  private final int round;
  private final ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS);
  private final List<Future<List<Attempt>>> publishing = new ArrayList<>();
  private final CountDownLatch answers;

  /** An upload, and whether its answer came before the registry was gone. */
  record Attempt(Upload upload, boolean acknowledged) {}

  /**
   * Prepares the publishers, none of which publishes yet.
   *
   * @param answers after how many the registry has been at work for long enough
   */
  ConcurrentPublishers(Path folder, String token, int round, int answers) {
    this.folder = folder;
    this.token = token;
    this.round = round;
    this.answers = new CountDownLatch(answers);
  }

  void startPublishing(Server server, SplittableGenerator random) {
    for (int i = 1; i <= PUBLISHERS; i++) {
      int publisher = i;
      var own = random.split();
      publishing.add(threads.submit(() -> publish(server, publisher, own)));
    }
  }

  /** Waits for as many answers as were wanted; everybody goes on publishing. */
  void awaitAnswers() throws InterruptedException {
    if (!answers.await(5, TimeUnit.MINUTES)) {
      throw new AssertionError("%d answers have not come".formatted(answers.getCount()));
    }
  }

  /** Returns what all of them sent, once they have noticed that the registry is gone. */
  List<Attempt> attempts() throws InterruptedException {
    var all = new ArrayList<Attempt>();
    for (var future : publishing) {
      try {
        all.addAll(future.get());
      } catch (ExecutionException e) {
        throw new AssertionError("One of the publishers failed", e.getCause());
      }
    }
    return all;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private List<Attempt> publish(Server server, int publisher, RandomGenerator random) {
    var attempts = new ArrayList<Attempt>();
    try (var web = new Web(token)) {
      boolean acknowledged = true;
      for (int i = 1; acknowledged; i++) {
        var upload = upload(publisher, i, random);
        acknowledged = isAcknowledged(web, server, upload);
        attempts.add(new Attempt(upload, acknowledged));
        answers.countDown();
      }
    }
    return attempts;
  }

  private Upload upload(int publisher, int i, RandomGenerator random) {
    // Small ones are more often, and so more of them are killed at their end than on their way.
    long bytes = random.nextInt(1 + random.nextInt(NOISE_BYTES_MAX));
    var noise = new Noise(random, bytes);
    var shared = "shared-" + round / ROUNDS_SHARED;
    return random.nextBoolean()
        ? Upload.write(
            folder, "fresh-%d-of-%d-in-%d".formatted(round, publisher, i), "1.0.0", noise)
        : Upload.write(folder, shared, "%d.%d.%d".formatted(round, publisher, i), noise);
  }

  private static boolean isAcknowledged(Web web, Server server, Upload upload) {
    try {
      var answer = web.publish(server.at(upload.path()), upload.body());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      Files.delete(upload.document());
      return true;
    } catch (IOException killed) {
      return false;
    }
  }
}

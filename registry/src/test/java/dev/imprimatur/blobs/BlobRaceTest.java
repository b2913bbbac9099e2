package dev.imprimatur.blobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.ids.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that are put aside as nobody names them, while somebody keeps the same ones. */
final class BlobRaceTest {
  private static final int ROUNDS = 200;
  private static final int PAUSE_NANOS_MAX = 300_000;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Random random = new Random(1);
  private final Instant hourAgo = Instant.now().minus(Duration.ofHours(1));

  @TempDir Path folder;
  private Blobs blobs;

  @BeforeEach
  void open() {
    blobs = new Blobs(folder, new Ids(Instant::now, new Random(1)), System::nanoTime);
  }

  @AfterEach
  void end() {
    threads.close();
  }

  private static byte[] bytes(int round) {
    return ("blob " + round).getBytes(UTF_8);
  }

  private Digest kept(byte[] bytes) throws IOException {
    try (var staged = blobs.stage()) {
      staged.sink().write(bytes);
      var digest = staged.digest();
      staged.keep(digest);
      return digest;
    }
  }

  private void age(Digest digest) throws IOException {
    var old = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
    Files.setLastModifiedTime(blobs.find(digest).orElseThrow().file(), old);
  }

  private interface Step {
    void run() throws IOException;
  }

  /** All of them begin when all of them are there, and each some microseconds sooner or later. */
  private void atOnce(List<Step> steps) throws InterruptedException, ExecutionException {
    var begin = new CyclicBarrier(steps.size());
    var running = new ArrayList<Future<?>>();
    for (var step : steps) {
      long pause = random.nextInt(PAUSE_NANOS_MAX);
      running.add(
          threads.submit(() -> {
            begin.await();
            long from = System.nanoTime();
            while (System.nanoTime() - from < pause) {
              Thread.onSpinWait();
            }
            step.run();
            return step;
          }));
    }
    for (var each : running) {
      each.get();
    }
  }

  /** Two collectors, as two processes have them, and a publish of the same bytes. */
  @Test
  void whatIsKeptAnewIsThereWhoeverPutsItAsideAtThatMoment()
      throws IOException, InterruptedException, ExecutionException {
    for (int round = 0; round < ROUNDS; round++) {
      var bytes = bytes(round);
      var digest = kept(bytes);
      age(digest);
      var young = Files.write(folder.resolve("arriving/" + round), bytes);
      Step collector = () -> blobs.putAside(digest, hourAgo, Instant.now());
      atOnce(List.of(() -> blobs.adopt(young, digest), collector, collector));
      assertThat(blobs.find(digest)).as("round %s", round).isPresent();
      assertThat(blobs.find(digest).orElseThrow().file()).hasBinaryContent(bytes);
    }
  }

  /** Every server of a database looks for what is named again. */
  @Test
  void manyBringBackTheSame() throws IOException, InterruptedException, ExecutionException {
    for (int round = 0; round < ROUNDS / 10; round++) {
      var digest = kept(bytes(round));
      age(digest);
      assertThat(blobs.putAside(digest, Instant.now(), Instant.now())).isTrue();
      assertThat(blobs.find(digest)).isEmpty();
      Step back = () -> blobs.bringBack(digest);
      atOnce(List.of(back, back, back, back));
      assertThat(blobs.find(digest)).isPresent();
      assertThat(blobs.aside()).isEmpty();
    }
  }

  /** A cleaner took it away under a running server; what is made anew is as private as before. */
  @Test
  void theFolderOfArrivalsIsMadeAnew() throws IOException {
    var arriving = folder.resolve("arriving");
    var before = permissions(arriving);
    Files.delete(arriving);
    assertThat(blobs.find(kept(bytes(0)))).isPresent();
    assertThat(permissions(arriving)).isEqualTo(before);
  }

  private static Object permissions(Path folder) {
    try {
      return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
          ? Files.getPosixFilePermissions(folder)
          : Files.exists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

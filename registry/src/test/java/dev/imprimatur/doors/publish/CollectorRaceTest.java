package dev.imprimatur.doors.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nobody named is collected at the moment in which somebody publishes the very same bytes. */
@OnPostgres
final class CollectorRaceTest {
  private static final int ROUNDS = 3;
  private static final int PACKAGES = 24;

  /** After so many times, all folders of blobs were looked at. */
  private static final int LOOKS = 32;

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    alice = registry.with(registry.session("alice"));
    // Files have the time of this machine, and the collector compares.
    registry.clock().advance(Duration.between(registry.clock().instant(), Instant.now()));
    alice = registry.with(registry.session("alice"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static TestPackage wanted(int round, int number) {
    return TestPackage.of("race-%d-%d".formatted(round, number), "1.0.0");
  }

  private Path place(byte[] tarball) {
    try {
      var hex = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(tarball));
      return registry
          .folder()
          .resolve("blobs/sha512")
          .resolve(hex.substring(0, 2))
          .resolve(hex.substring(2, 4))
          .resolve(hex);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As a publish leaves it that was refused at its end, two days ago. */
  private void leaveBehind(TestPackage each) throws IOException {
    var place = place(each.tarball());
    Files.createDirectories(place.getParent());
    Files.write(place, each.tarball());
    var old = registry.clock().instant().minus(Duration.ofDays(2));
    Files.setLastModifiedTime(place, FileTime.from(old));
  }

  private int keepHouse() {
    for (int i = 0; i < LOOKS; i++) {
      registry.keepHouse();
    }
    return 201;
  }

  private int publish(TestPackage each) {
    return alice.put(each.path(), each.document()).status();
  }

  @Test
  @Covers("B406")
  void whatIsPublishedIsNotCollected() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      int now = round;
      var litter = TestPackage.of("litter", "1.0." + round);
      leaveBehind(litter);
      for (int i = 0; i < PACKAGES; i++) {
        leaveBehind(wanted(round, i));
      }
      var statuses =
          AtOnce.all(
              IntStream.rangeClosed(0, PACKAGES),
              i -> i == PACKAGES ? keepHouse() : publish(wanted(now, i)));
      assertThat(statuses).containsOnly(201);
      assertThat(place(litter.tarball())).as("it was looked for").doesNotExist();
      keepHouse();
      for (int i = 0; i < PACKAGES; i++) {
        var each = wanted(round, i);
        var read = registry.anyone().get(each.path() + "/-/" + each.name() + "-1.0.0.tgz");
        assertThat(read.bytes()).as(each.name()).isEqualTo(each.tarball());
      }
    }
    assertThat(registry.logged()).noneMatch(line -> line.contains("collect blobs"));
  }
}

package dev.imprimatur.blobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.ids.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlobsTest {
  private static final Digest ABC =
      new Digest(
          "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
              + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");

  @TempDir Path folder;
  private Blobs blobs;

  @BeforeEach
  void open() {
    blobs = new Blobs(folder, new Ids(Instant::now, new Random(1)), System::nanoTime);
  }

  @Test
  void whatIsKeptIsFoundByItsDigest() throws IOException {
    assertThat(blobs.find(ABC)).isEmpty();
    try (var staged = blobs.stage()) {
      staged.sink().write("abc".getBytes(UTF_8));
      assertThat(staged.bytes()).isEqualTo(3);
      try (var read = staged.read()) {
        assertThat(read.readAllBytes()).asString(UTF_8).isEqualTo("abc");
      }
      var digest = staged.digest();
      assertThat(digest).isEqualTo(ABC);
      assertThat(blobs.find(ABC)).isEmpty();
      assertThat(staged.keep(digest).bytes()).isEqualTo(3);
    }
    var blob = blobs.find(ABC).orElseThrow();
    assertThat(blob.file())
        .hasContent("abc")
        .isEqualTo(folder.resolve("sha512/dd/af/" + ABC.hex()));
    assertThat(arriving()).isEmpty();
  }

  @Test
  void equalBytesAreKeptOnce() throws IOException {
    for (int i = 0; i < 2; i++) {
      try (var staged = blobs.stage()) {
        staged.sink().write("abc".getBytes(UTF_8));
        staged.keep(staged.digest());
      }
    }
    assertThat(blobs.find(ABC)).isPresent();
  }

  /** A folder that was known to be durable can be taken away by whoever tidies up. */
  @Test
  void aFolderThatIsGoneIsMadeAgain() throws IOException {
    for (int i = 0; i < 2; i++) {
      try (var staged = blobs.stage()) {
        staged.sink().write("abc".getBytes(UTF_8));
        staged.keep(staged.digest());
      }
      assertThat(blobs.find(ABC)).isPresent();
      Files.delete(folder.resolve("sha512/dd/af/" + ABC.hex()));
      Files.delete(folder.resolve("sha512/dd/af"));
      Files.delete(folder.resolve("sha512/dd"));
    }
    assertThat(blobs.find(ABC)).isEmpty();
    blobs.bringBack(ABC);
    assertThat(blobs.find(ABC)).isEmpty();
  }

  @Test
  void whatIsNotKeptLeavesNothingBehind() throws IOException {
    try (var staged = blobs.stage()) {
      staged.sink().write("abc".getBytes(UTF_8));
    }
    assertThat(arriving()).isEmpty();
    assertThat(blobs.find(ABC)).isEmpty();
  }

  @Test
  void whatACrashLeftBehindIsSweptOnceItIsOld() throws IOException {
    var cutOff = Files.writeString(folder.resolve("arriving/cut-off"), "ab");
    assertThat(blobs.sweep(Instant.now().minusSeconds(60))).isZero();
    assertThat(cutOff).exists();
    assertThat(blobs.sweep(Instant.now().plusSeconds(60))).isEqualTo(1);
    assertThat(cutOff).doesNotExist();
  }

  private java.util.List<Path> arriving() throws IOException {
    try (var files = Files.list(folder.resolve("arriving"))) {
      return files.toList();
    }
  }
}

package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.e2e.Upload.Noise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What does not fit into memory passes through it. */
final class LargeTest {
  private static final long NOISE_BYTES = 150L << 20;
  private static final long BODY_BYTES_MIN = 200L << 20;

  @Test
  @Timeout(600)
  void aPackageIsLargerThanTheMemoryOfTheRegistry(@TempDir Path folder) throws IOException {
    try (var surroundings = E2eEnvironment.open(folder, "-Xmx96m")) {
      var noise = new Noise(new SplittableRandom(1), NOISE_BYTES);
      var upload = Upload.write(folder, "large", "1.0.0", noise);
      assertThat(Files.size(upload.document())).isGreaterThanOrEqualTo(BODY_BYTES_MIN);

      var server = surroundings.server();
      try (var alice = new Web(surroundings.operator().token(E2eEnvironment.OWNER));
          var anyone = new Web("")) {
        var answer = alice.publish(server.at(upload.path()), upload.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(anyone.json(server.at("/large")).text("versions", "1.0.0", "dist", "integrity"))
            .isEqualTo(upload.integrity());
        assertThat(anyone.integrity(server.at(upload.tarballPath()))).isEqualTo(upload.integrity());
      }
    }
  }
}

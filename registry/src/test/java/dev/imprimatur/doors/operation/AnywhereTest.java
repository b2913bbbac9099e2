package dev.imprimatur.doors.operation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A registry says the same wherever its machine stands and whatever its people speak. */
final class AnywhereTest {
  private static final String HERE = Transcript.text().replaceAll("\"requestId\": ?\"[^\"]*\"", "");

  @TempDir private Path folder = Path.of(".");

  @ParameterizedTest
  @CsvSource({
    "tr,TR,Europe/Istanbul",
    "ar,EG,Africa/Cairo",
    "fa,IR,Asia/Tehran",
    "th,TH,Pacific/Apia"
  })
  @Row("C11")
  void nothingDependsOnLanguageOrTimeZone(String language, String country, String zone)
      throws IOException, InterruptedException {
    var file = folder.resolve("told.txt");
    var java = Path.of(System.getProperty("java.home"), "bin", "java");
    var process =
        new ProcessBuilder(
                java.toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Duser.language=" + language,
                "-Duser.country=" + country,
                "-Duser.timezone=" + zone,
                "-cp",
                System.getProperty("java.class.path"),
                Transcript.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.txt").toFile())
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("out.txt"))).isZero();
    assertThat(Files.readString(file, UTF_8).replaceAll("\"requestId\": ?\"[^\"]*\"", ""))
        .isEqualTo(HERE);
  }
}

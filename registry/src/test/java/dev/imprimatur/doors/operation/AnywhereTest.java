package dev.imprimatur.doors.operation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A registry says the same wherever its machine stands and whatever its people speak. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AnywhereTest {
  private static final String REQUEST_IDS = "\"requestId\": ?\"[^\"]*\"";

  private static final List<Place> PLACES =
      List.of(
          new Place("tr", "TR", "Europe/Istanbul"),
          new Place("ar", "EG", "Africa/Cairo"),
          new Place("fa", "IR", "Asia/Tehran"),
          new Place("th", "TH", "Pacific/Apia"));

  private final List<Process> processes = new ArrayList<>();
  private Path folder = Path.of(".");
  private String here = "";

  /** Where a machine stands. */
  record Place(String language, String country, String zone) {
    Path told(Path folder) {
      return folder.resolve(language + ".txt");
    }

    Path printed(Path folder) {
      return folder.resolve(language + ".out");
    }

    /** It lives for seconds: what is quick to start is quicker than what is fast in the end. */
    Process start(Path folder) throws IOException {
      var java = Path.of(System.getProperty("java.home"), "bin", "java");
      return new ProcessBuilder(
              java.toString(),
              "--enable-native-access=ALL-UNNAMED",
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC",
              "-Duser.language=" + language,
              "-Duser.country=" + country,
              "-Duser.timezone=" + zone,
              "-cp",
              System.getProperty("java.class.path"),
              Transcript.class.getName(),
              told(folder).toString())
          .redirectErrorStream(true)
          .redirectOutput(printed(folder).toFile())
          .start();
    }
  }

  /** All of them at once, and meanwhile here. */
  @BeforeAll
  void tell(@TempDir Path temporary) throws IOException {
    folder = temporary;
    for (var place : PLACES) {
      processes.add(place.start(folder));
    }
    here = Transcript.text().replaceAll(REQUEST_IDS, "");
  }

  @AfterAll
  void end() {
    processes.forEach(Process::destroyForcibly);
  }

  static List<Place> places() {
    return PLACES;
  }

  @ParameterizedTest
  @MethodSource("places")
  @Covers("C11")
  void nothingDependsOnLanguageOrTimeZone(Place place) throws IOException, InterruptedException {
    var process = processes.get(PLACES.indexOf(place));
    assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(place.printed(folder))).isZero();
    assertThat(Files.readString(place.told(folder), UTF_8).replaceAll(REQUEST_IDS, ""))
        .isEqualTo(here);
  }
}

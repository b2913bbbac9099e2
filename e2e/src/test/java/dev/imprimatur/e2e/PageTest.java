package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imprimatur.testkit.JobClaims;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pages as a browser shows them. Pictures of them are in {@code target/screenshots}. */
@ExtendWith(E2eEnvironments.OfClass.class)
final class PageTest {
  private static final Path PICTURES = Path.of("target/screenshots").toAbsolutePath();
  private static final Optional<Path> BROWSER =
      Stream.of("chromium", "chromium-browser", "google-chrome")
          .flatMap(name -> Clients.onPath(name).stream())
          .findFirst();

  private final E2eEnvironment surroundings;

  PageTest(E2eEnvironments environments) {
    this.surroundings = environments.only();
  }

  @BeforeAll
  static void needsABrowser() throws IOException {
    if (BROWSER.isEmpty()) {
      System.out.println("Skipped: pages in a browser, as there is no chromium on the PATH.");
    }
    assumeTrue(BROWSER.isPresent(), "There is no chromium on the PATH");
    Files.createDirectories(PICTURES);
  }

  @Test
  void aPackagesPageSaysWhatItIsAndWhereItComesFrom() throws IOException {
    surroundings
        .operator()
        .trust("shown", "acme/rocket", "publish.yml", "--owner", E2eEnvironment.OWNER);
    var runner =
        surroundings
            .runner(Clients.newest(), JobClaims.of("acme/rocket", "publish.yml"))
            .project("shown", "1.0.0")
            .file("README.md", "# To the moon\n\n<script>document.title='owned'</script>Hello.\n");
    runner.npm("publish", "--registry", surroundings.url()).done();

    var page = shown("shown", "/shown", "1280,1400");
    assertThat(page)
        .contains("<h1")
        .contains("npm install shown")
        .contains("To the moon")
        .contains("acme/rocket")
        .contains("publish.yml")
        .doesNotContain("<title>owned");
    shown("shown-on-a-phone", "/shown", "390,1400");
    assertThat(shown("home", "/", "1280,900")).contains("Install from here").contains("/shown");
    assertThat(shown("absent", "/absent", "1280,900")).contains("No such package for you");
    assertThat(shown("problem", "/problems/audience", "1280,900"))
        .contains("The token was made for somebody else");
  }

  @AfterAll
  static void tellsWhereThePicturesAre() {
    System.out.println("The pages are pictured in " + PICTURES);
  }

  /** The document once scripts, if there were any, have run; a picture of it is taken as well. */
  private String shown(String picture, String path, String size) throws IOException {
    var file = PICTURES.resolve(picture + ".png");
    Files.deleteIfExists(file);
    browse(path, size, "--screenshot=" + file).done();
    assertThat(file).isNotEmptyFile();
    return browse(path, size, "--dump-dom").done().out();
  }

  private Outcome browse(String path, String size, String what) throws IOException {
    var profile = Files.createDirectories(PICTURES.resolveSibling("browser"));
    var words = new ArrayList<>(List.of(BROWSER.orElseThrow().toString(), "--headless"));
    // A container's root has no sandbox to offer, and what is looked at is our own.
    words.addAll(List.of("--no-sandbox", "--disable-gpu", "--hide-scrollbars"));
    words.addAll(List.of("--user-data-dir=" + profile, "--window-size=" + size, what));
    words.add(surroundings.server().at(path).toString());
    var environment = Map.of("PATH", System.getenv("PATH"), "HOME", profile.toString());
    return new Command(words, PICTURES, environment).run();
  }
}

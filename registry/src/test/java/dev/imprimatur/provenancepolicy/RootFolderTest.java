package dev.imprimatur.provenancepolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.providers.Providers;
import dev.imprimatur.sigstore.Fixtures;
import dev.imprimatur.sigstore.MalformedRootException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's folder of trusted roots, and what becomes of it while the registry runs. */
class RootFolderTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-25T12:00:00Z"));

  @TempDir private Path parent;

  private Path folder() throws IOException {
    return Files.createDirectories(parent.resolve("sigstore.d"));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder().resolve(name), text);
  }

  private static String acme() {
    return Fixtures.read("private-instance/trusted_root.json");
  }

  @Test
  void withoutAFolderThePublicRootIsThere() {
    var roots = new RootFolder(Providers.ALL, CLOCK);
    assertThat(roots.current().all()).extracting(Root::name).containsExactly("public-good");
    assertThat(roots.refresh()).isFalse();
  }

  @Test
  void aFolderThatIsAwayForAMomentEndsNoTrust() throws IOException {
    write("acme.json", acme());
    var roots = new RootFolder(folder(), Providers.ALL, CLOCK);
    var away = Files.move(folder(), parent.resolve("away"));
    assertThat(roots.refresh()).isFalse();
    assertThat(roots.current().all()).extracting(Root::name).contains("acme");

    Files.move(away, parent.resolve("sigstore.d"));
    Files.delete(folder().resolve("acme.json"));
    assertThat(roots.refresh()).isTrue();
    assertThat(roots.current().all()).extracting(Root::name).containsExactly("public-good");
  }

  @Test
  void whatCannotBeReadAtTheStartStopsIt() throws IOException {
    write("acme.json", acme());
    write("acme.yaml", "hostedOnyl: false\n");
    assertThatThrownBy(() -> new RootFolder(folder(), Providers.ALL, CLOCK))
        .isInstanceOfSatisfying(
            MalformedRootException.class, e -> assertThat(e.why()).contains("acme"));
  }

  @Test
  void aPolicyMayReplaceThatOfThePublicRoot() throws IOException {
    write("public-good.yaml", "hostedOnly: false\n");
    var roots = new RootFolder(folder(), Providers.ALL, CLOCK).current().all();
    assertThat(roots)
        .singleElement()
        .satisfies(root -> assertThat(root.policy().hostedOnly()).isFalse());
  }
}

package dev.imprimatur.doors.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.sigstore.FakeSigstore;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the manual prints for the configuration is good, once the files that it names are there. */
final class PrintedConfigurationTest {
  private static final Path MANUAL = Path.of("../docs/manual").toAbsolutePath().normalize();
  private static final List<String> PAGES =
      List.of("configuration.md", "signatures.md", "provenance.md");

  private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");
  private static final Pattern CERTIFICATE =
      Pattern.compile("\"rawBytes\"\\s*:\\s*\"(MII[^\"]+)\"");
  private static final String OF_ROOT = "# acme.yaml";

  private final TestRegistry registry = TestRegistry.start();
  private final FakeSigstore sigstore = FakeSigstore.start();

  @TempDir private Path etc = Path.of("");

  @AfterEach
  void close() {
    sigstore.close();
    registry.close();
  }

  private static List<String> printed() throws IOException {
    var found = new ArrayList<String>();
    for (var page : PAGES) {
      YAML.matcher(Files.readString(MANUAL.resolve(page)))
          .results()
          .forEach(block -> found.add(block.group(1)));
    }
    return found;
  }

  @Test
  void eachSettingIsUnderstood() throws IOException {
    Files.createDirectory(etc.resolve("sigstore.d"));
    Files.writeString(etc.resolve("token.cfg"), "name = Imprimatur\n");
    Files.writeString(etc.resolve("token-pin"), "1234\n");
    Files.writeString(etc.resolve("mail-password"), "secret\n");
    Files.writeString(etc.resolve("github-keys.json"), registry.github().keySetJson());
    Files.writeString(etc.resolve("acme-ca.pem"), certificate());
    int checked = 0;
    for (var text : printed()) {
      if (!text.startsWith(OF_ROOT)) {
        var file = etc.resolve("imprimatur.yaml");
        Files.writeString(file, text.replace("/etc/imprimatur", etc.toString()));
        var said = registry.terminal().run("config", "check", "--config", file.toString());
        assertThat(said.exit()).as("%s%n%s", text, said.err()).isZero();
        checked++;
      }
    }
    assertThat(checked).isEqualTo(8);
  }

  @Test
  void aRootIsTrustedWithWhatItsFileSays() throws IOException {
    var text =
        printed().stream().filter(each -> each.startsWith(OF_ROOT)).findFirst().orElseThrow();
    registry.rootFile("acme.json", sigstore.trustedRoot());
    registry.rootFile("acme.yaml", text);
    var said = registry.terminal().run("provenance", "roots");
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out()).contains("acme", "https://gitlab.acme.example");
  }

  /** Any one will do, as nobody is connected to. */
  private String certificate() {
    var found = CERTIFICATE.matcher(sigstore.trustedRoot());
    assertThat(found.find()).isTrue();
    return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
        .formatted(found.group(1).replaceAll("(.{64})", "$1\n").strip());
  }
}

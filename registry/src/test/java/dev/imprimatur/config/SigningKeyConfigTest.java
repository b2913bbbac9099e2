package dev.imprimatur.config;

import static dev.imprimatur.config.ConfigKey.SIGNING_KEY;
import static dev.imprimatur.config.ConfigKey.SIGNING_KEY_PIN_FILE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.signatures.KeyFile;
import dev.imprimatur.signatures.KeyLocation;
import dev.imprimatur.signatures.Pkcs11Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The setting {@code signingKey}. */
final class SigningKeyConfigTest {
  private static final Path DATA = Path.of("/data");

  @TempDir private Path folder;

  private String written(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static Map<ConfigKey, String> both(String key, String pinFile) {
    return Map.of(SIGNING_KEY, key, SIGNING_KEY_PIN_FILE, pinFile);
  }

  private static KeyLocation read(Map<ConfigKey, String> settings) {
    return SigningKeyConfig.read(RawConfig.read(Map.of(), settings), DATA);
  }

  private static void assertRefused(Map<ConfigKey, String> settings, String why) {
    assertThatThrownBy(() -> read(settings))
        .isInstanceOf(BadConfigException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aFileIsMeantUnlessATokenIsNamed() {
    assertThat(read(Map.of())).isEqualTo(new KeyFile(DATA.resolve("signing-key.pem")));
    assertThat(read(Map.of(SIGNING_KEY, "/keys/a.pem")))
        .isEqualTo(new KeyFile(Path.of("/keys/a.pem")));
  }

  @Test
  void aTokenIsNamedWithItsKeyAndItsPin() throws IOException {
    var config = written("token.cfg", "name = t\n");
    var read = read(both("pkcs11:" + config + "#key one", written("pin", "of nobody else\n")));

    assertThat(read)
        .isInstanceOfSatisfying(
            Pkcs11Key.class,
            token -> {
              assertThat(token.config()).isEqualTo(Path.of(config));
              assertThat(token.alias()).isEqualTo("key one");
              assertThat(token.pin().reveal()).isEqualTo("of nobody else");
            });
    assertThat(read.toString()).doesNotContain("of nobody else");
  }

  @Test
  void whatIsHalfSaidIsRefused() throws IOException {
    var config = written("token.cfg", "name = t\n");
    var pin = written("pin", "of nobody else\n");
    var key = "pkcs11:" + config + "#key";

    assertRefused(both("pkcs11:" + config, pin), "pkcs11:FILE#ALIAS");
    assertRefused(both("pkcs11:/none#key", pin), "cannot be read: /none");
    assertRefused(Map.of(SIGNING_KEY, key), "must name the file with the PIN");
    assertRefused(both(key, "/none"), "cannot be read: /none");
    assertRefused(both(key, written("two", "1\n2\n")), "does not hold one line");
    assertRefused(Map.of(SIGNING_KEY_PIN_FILE, pin), "is for a key in a token");
  }

  @Test
  void aTokenThatIsNotThereIsToldWithoutItsPin() throws IOException {
    var config = written("token.cfg", "name = t\nlibrary = /none.so\n");
    var read = read(both("pkcs11:" + config + "#key", written("pin", "1234")));

    assertThatThrownBy(read::brought)
        .hasNoCause()
        .hasMessage(
            "The key that this registry signs with cannot be used: \"token.cfg#key\" cannot be"
                + " used; the log says why.");
  }
}

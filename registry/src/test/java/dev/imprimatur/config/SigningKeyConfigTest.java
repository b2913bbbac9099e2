package dev.imprimatur.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.signatures.KeyFile;
import dev.imprimatur.signatures.Pkcs11Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The setting {@code signingKey}. */
final class SigningKeyConfigTest {
  private static final Path DATA = Path.of("/data");

  @TempDir private Path folder;

  private String written(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static void assertRefused(Optional<String> key, Optional<String> pin, String why) {
    assertThatThrownBy(() -> SigningKeyConfig.read(key, pin, DATA))
        .isInstanceOf(BadConfigException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aFileIsMeantUnlessATokenIsNamed() {
    assertThat(SigningKeyConfig.read(Optional.empty(), Optional.empty(), DATA))
        .isEqualTo(new KeyFile(DATA.resolve("signing-key.pem")));
    assertThat(SigningKeyConfig.read(Optional.of("/keys/a.pem"), Optional.empty(), DATA))
        .isEqualTo(new KeyFile(Path.of("/keys/a.pem")));
  }

  @Test
  void aTokenIsNamedWithItsKeyAndItsPin() throws IOException {
    var config = written("token.cfg", "name = t\n");
    var read =
        SigningKeyConfig.read(
            Optional.of("pkcs11:" + config + "#key one"),
            Optional.of(written("pin", "1234\n")),
            DATA);

    assertThat(read)
        .isInstanceOfSatisfying(
            Pkcs11Key.class,
            token -> {
              assertThat(token.config()).isEqualTo(Path.of(config));
              assertThat(token.alias()).isEqualTo("key one");
              assertThat(token.pin().reveal()).isEqualTo("1234");
            });
    assertThat(read.toString()).doesNotContain("1234");
  }

  @Test
  void whatIsHalfSaidIsRefused() throws IOException {
    var config = written("token.cfg", "name = t\n");
    var pin = Optional.of(written("pin", "1234\n"));
    var key = Optional.of("pkcs11:" + config + "#key");

    assertRefused(Optional.of("pkcs11:" + config), pin, "pkcs11:FILE#ALIAS");
    assertRefused(Optional.of("pkcs11:/none#key"), pin, "cannot be read: /none");
    assertRefused(key, Optional.empty(), "must name the file with the PIN");
    assertRefused(key, Optional.of("/none"), "cannot be read: /none");
    assertRefused(key, Optional.of(written("two", "1\n2\n")), "does not hold one line");
    assertRefused(Optional.empty(), pin, "is for a key in a token");
  }

  @Test
  void aTokenThatIsNotThereIsToldWithoutItsPin() throws IOException {
    var config = written("token.cfg", "name = t\nlibrary = /none.so\n");
    var read =
        SigningKeyConfig.read(
            Optional.of("pkcs11:" + config + "#key"), Optional.of(written("pin", "1234")), DATA);

    assertThatThrownBy(read::brought)
        .hasNoCause()
        .hasMessage(
            "The key that this registry signs with cannot be used: \"token.cfg#key\" cannot be"
                + " used; the log says why.");
  }
}

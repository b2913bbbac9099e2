package dev.imprimatur.config;

import dev.imprimatur.signatures.KeyFile;
import dev.imprimatur.signatures.KeyLocation;
import dev.imprimatur.signatures.Pkcs11Key;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** The setting {@code signingKey}: a file, or a key in a token. */
final class SigningKeyConfig {
  private static final String FILE = "signing-key.pem";
  private static final String TOKEN = "pkcs11:";
  private static final Pattern KEY_IN_TOKEN = Pattern.compile(TOKEN + "([^#]+)#([^#]+)");

  private SigningKeyConfig() {}

  /**
   * Reads the setting.
   *
   * @param data the folder of the file that is meant if nothing is said
   */
  static KeyLocation read(Optional<String> setting, Optional<String> pinFile, Path data) {
    if (setting.filter(text -> text.startsWith(TOKEN)).isPresent()) {
      return token(setting.get(), pinFile);
    }
    if (pinFile.isPresent()) {
      throw Config.bad(
          ConfigKey.SIGNING_KEY_PIN_FILE,
          "is for a key in a token; set %s as well, or leave it out",
          ConfigKey.SIGNING_KEY.key());
    }
    return new KeyFile(setting.map(Config::path).orElseGet(() -> data.resolve(FILE)));
  }

  private static Pkcs11Key token(String text, Optional<String> pinFile) {
    var parts = KEY_IN_TOKEN.matcher(text);
    if (!parts.matches()) {
      throw Config.bad(
          ConfigKey.SIGNING_KEY, "must be a file or pkcs11:FILE#ALIAS, and not %s", text);
    }
    var config = Config.path(parts.group(1));
    if (!Files.isReadable(config)) {
      throw Config.bad(
          ConfigKey.SIGNING_KEY, "names a token whose file cannot be read: %s", config.toString());
    }
    var file =
        pinFile.orElseThrow(() ->
            Config.bad(
                ConfigKey.SIGNING_KEY_PIN_FILE, "must name the file with the PIN of %s", text));
    var pin =
        SecretFile.read(
            Config.path(file),
            why -> Config.bad(ConfigKey.SIGNING_KEY_PIN_FILE, "names a file that %s", why));
    return new Pkcs11Key(config, parts.group(2), pin);
  }
}

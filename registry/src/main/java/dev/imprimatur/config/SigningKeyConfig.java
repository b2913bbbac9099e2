package dev.imprimatur.config;

import dev.imprimatur.secret.Secret;
import dev.imprimatur.signatures.KeyFile;
import dev.imprimatur.signatures.KeyLocation;
import dev.imprimatur.signatures.Pkcs11Key;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
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
  static KeyLocation read(RawConfig raw, Path data) {
    var setting = Config.text(raw, ConfigKey.SIGNING_KEY);
    var pinFile = Config.text(raw, ConfigKey.SIGNING_KEY_PIN_FILE);
    if (setting.filter(text -> text.startsWith(TOKEN)).isPresent()) {
      var place = inToken(setting.get());
      var pin = pin(pinFile.orElseThrow(() -> noPin(setting.get())));
      return new Pkcs11Key(Config.path(place.group(1)), place.group(2), pin);
    }
    if (pinFile.isPresent()) {
      throw Config.bad(
          ConfigKey.SIGNING_KEY_PIN_FILE,
          "is for a key in a token; set %s as well, or leave it out",
          ConfigKey.SIGNING_KEY.key());
    }
    return new KeyFile(setting.map(Config::path).orElseGet(() -> data.resolve(FILE)));
  }

  /** Parses the file of a token, and the key in it. */
  private static MatchResult inToken(String text) {
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
    return parts;
  }

  private static BadConfigException noPin(String text) {
    return Config.bad(
        ConfigKey.SIGNING_KEY_PIN_FILE, "must name the file with the PIN of %s", text);
  }

  private static Secret pin(String file) {
    return SecretFile.read(
        Config.path(file),
        why -> Config.bad(ConfigKey.SIGNING_KEY_PIN_FILE, "names a file that %s", why));
  }
}

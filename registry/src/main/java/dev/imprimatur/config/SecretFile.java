package dev.imprimatur.config;

import dev.imprimatur.secret.Secret;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** A file that holds a password, and nothing else. */
final class SecretFile {
  private SecretFile() {}

  /**
   * Reads the file without the end of its line, which every editor adds.
   *
   * @param refusal of a setting whose file is no such file: "cannot be read: /etc/password"
   */
  static Secret read(Path file, Function<String, BadConfigException> refusal) {
    try {
      var password = Files.readString(file).replaceAll("\\R\\z", "");
      if (!password.isEmpty() && password.chars().noneMatch(Character::isISOControl)) {
        return Secret.of(password);
      }
    } catch (CharacterCodingException e) {
      // Told below.
    } catch (IOException e) {
      throw refusal.apply("cannot be read: " + file);
    }
    throw refusal.apply("does not hold one line, the secret: " + file);
  }
}

package dev.imprimatur.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A token that is a program, and holds keys as one of hardware does: SoftHSM. */
final class SoftToken {
  private static final String PIN = "2580";
  private static final Stream<String> LIBRARIES =
      Stream.of(
          "/usr/lib/softhsm/libsofthsm2.so",
          "/usr/lib64/softhsm/libsofthsm2.so",
          "/usr/local/lib/softhsm/libsofthsm2.so",
          "/opt/homebrew/lib/softhsm/libsofthsm2.so");

  private final Path folder;
  private final Path library;

  private SoftToken(Path folder, Path library) {
    this.folder = folder;
    this.library = library;
  }

  /** A fresh one, if this machine has the program. */
  static Optional<SoftToken> fresh(Path folder) {
    var found = LIBRARIES.map(Path::of).filter(Files::exists).findFirst();
    if (found.isEmpty()) {
      System.out.println("Skipped: keys in a token, as there is no softhsm2 here.");
    }
    return found.map(library -> new SoftToken(folder, library).initialized());
  }

  private SoftToken initialized() {
    try {
      Files.createDirectories(folder.resolve("tokens"));
      Files.writeString(
          folder.resolve("softhsm2.conf"),
          "directories.tokendir = %s%n".formatted(folder.resolve("tokens")));
      Files.writeString(
          folder.resolve("token.cfg"),
          "name = Imprimatur%nlibrary = %s%nslotListIndex = 0%n".formatted(library));
      Files.writeString(folder.resolve("pin"), PIN + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run(
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        "imprimatur",
        "--so-pin",
        PIN,
        "--pin",
        PIN);
    return this;
  }

  /** Makes a key in it, as the manual says. */
  void make(String alias) {
    run(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-alias",
        alias,
        "-dname",
        "CN=Imprimatur",
        "-storetype",
        "PKCS11",
        "-addprovider",
        "SunPKCS11",
        "-providerarg",
        folder.resolve("token.cfg").toString(),
        "-storepass",
        PIN);
  }

  /** What a registry must know to sign with one of its keys. */
  Map<String, String> environment(String alias) {
    return Map.of(
        "SOFTHSM2_CONF",
        folder.resolve("softhsm2.conf").toString(),
        "IMPRIMATUR_SIGNING_KEY",
        "pkcs11:%s#%s".formatted(folder.resolve("token.cfg"), alias),
        "IMPRIMATUR_SIGNING_KEY_PIN_FILE",
        folder.resolve("pin").toString());
  }

  private void run(String... words) {
    var variables =
        Map.of(
            "SOFTHSM2_CONF",
            folder.resolve("softhsm2.conf").toString(),
            "PATH",
            Optional.ofNullable(System.getenv("PATH")).orElse(""));
    new Command(List.of(words), folder, variables).run().done();
  }
}

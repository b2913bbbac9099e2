package dev.imprimatur.e2e;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.sigstore.FakeSigstore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An instance of Sigstore whose word a registry takes for where a package was built.
 *
 * @param systems the CI systems that it certifies jobs of, by what the registry calls their kind
 * @param settings what else is in the environment of the registry
 */
record SigstoreSetup(
    FakeSigstore sigstore, Map<String, FakeIssuer> systems, Map<String, String> settings) {
  SigstoreSetup {
    systems = Map.copyOf(systems);
    settings = Map.copyOf(settings);
  }

  /** One that certifies nobody's jobs yet. */
  static SigstoreSetup of(FakeSigstore sigstore) {
    return new SigstoreSetup(sigstore, Map.of(), Map.of());
  }

  /** The same one, which certifies jobs of this system as well. */
  SigstoreSetup and(String kind, FakeIssuer system) {
    var more = new LinkedHashMap<>(systems);
    more.put(kind, system);
    return new SigstoreSetup(sigstore, more, settings);
  }

  /** The same one, in whose log the registry attests what it publishes. */
  SigstoreSetup logging() {
    return with("IMPRIMATUR_TRANSPARENCY_LOG", sigstore.address());
  }

  /** The same one, for a registry that has this variable as well. */
  SigstoreSetup with(String variable, String value) {
    var more = new LinkedHashMap<>(settings);
    more.put(variable, value);
    return new SigstoreSetup(sigstore, systems, more);
  }

  /** Writes down whom to trust with what, for a registry that has these variables. */
  Map<String, String> introduced(Path folder) {
    systems.values().forEach(sigstore::believing);
    var issuers =
        systems.entrySet().stream()
            .map(each -> "  %s: %s%n".formatted(each.getValue().issuer(), each.getKey()))
            .collect(Collectors.joining());
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("acme.json"), sigstore.trustedRoot());
      Files.writeString(folder.resolve("acme.yaml"), "issuers:\n" + issuers);
      var all = new LinkedHashMap<>(settings);
      all.put("IMPRIMATUR_TRUST_ROOTS", folder.toString());
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

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
 * A Sigstore instance that a registry trusts, with the CI systems and settings that go with it.
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

  /** Returns a setup in which nobody's jobs are certified yet. */
  static SigstoreSetup of(FakeSigstore sigstore) {
    return new SigstoreSetup(sigstore, Map.of(), Map.of());
  }

  /** Returns this setup with certificates for jobs of this system as well. */
  SigstoreSetup and(String kind, FakeIssuer system) {
    var more = new LinkedHashMap<>(systems);
    more.put(kind, system);
    return new SigstoreSetup(sigstore, more, settings);
  }

  /** Returns this setup for a registry that attests what it publishes in the instance's log. */
  SigstoreSetup logging() {
    return with("IMPRIMATUR_TRANSPARENCY_LOG", sigstore.address());
  }

  /** Returns this setup for a registry that has this variable as well. */
  SigstoreSetup with(String variable, String value) {
    var more = new LinkedHashMap<>(settings);
    more.put(variable, value);
    return new SigstoreSetup(sigstore, systems, more);
  }

  /**
   * Writes the trusted root and its policy, and returns the variables that lead a registry to them.
   */
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

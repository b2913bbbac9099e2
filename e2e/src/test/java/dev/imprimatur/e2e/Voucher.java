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
 */
record Voucher(FakeSigstore sigstore, Map<String, FakeIssuer> systems) {
  Voucher {
    systems = Map.copyOf(systems);
  }

  /** The same one, which certifies jobs of this system as well. */
  Voucher and(String kind, FakeIssuer system) {
    var more = new LinkedHashMap<>(systems);
    more.put(kind, system);
    return new Voucher(sigstore, more);
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
      return Map.of("IMPRIMATUR_TRUST_ROOTS", folder.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

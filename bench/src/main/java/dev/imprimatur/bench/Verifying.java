package dev.imprimatur.bench;

import dev.imprimatur.bench.server.Imprimatur;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.sigstore.FakeSigstore;
import dev.imprimatur.testkit.sigstore.Identity;
import dev.imprimatur.testkit.sigstore.Statements;
import dev.imprimatur.testkit.sigstore.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What it takes to verify a provenance bundle, beside the signatures in it that nobody can leave
 * out: four by ECDSA with P-256 (of the build, of the certificate's log, of the log's promise and
 * of its checkpoint) and one with P-384, by which the authority certified the key.
 *
 * @param micros of CPU for a bundle
 * @param bareMicros of CPU for those five signatures alone
 */
record Verifying(double micros, double bareMicros) {
  private static final double BAR = 2;
  private static final int DIFFERENT = 25;

  /** The JVM has seen a few hundred before it is as fast as it gets. */
  private static final int FEW = 700;

  private static final int MANY = 1400;

  static Verifying of(Imprimatur registry, Duration duration)
      throws IOException, InterruptedException {
    var folder = Files.createDirectories(registry.folder().resolve("provenance"));
    var root = folder.resolve("trusted_root.json");
    try (var sigstore = FakeSigstore.start()) {
      Files.writeString(root, sigstore.trustedRoot());
      var bundles = bundles(sigstore);
      var few = document(folder.resolve("few.json"), bundles, FEW);
      var many = document(folder.resolve("many.json"), bundles, MANY);
      double less = registry.cpuSeconds(verify(few, root));
      double more = registry.cpuSeconds(verify(many, root));
      return new Verifying((more - less) * 1e6 / (MANY - FEW), BareVerification.ofBundle(duration));
    }
  }

  String told() {
    double ratio = micros / bareMicros;
    return String.format(
        Locale.ROOT,
        "Provenance: %.0f µs of CPU for a bundle, %.2f of its bare signature checks (%.0f µs);"
            + " bar: at most %.0f: %s",
        micros,
        ratio,
        bareMicros,
        BAR,
        ratio <= BAR ? "met" : "MISSED");
  }

  private static List<String> verify(Path file, Path root) {
    return List.of("provenance", "verify", file.toString(), "--root", root.toString());
  }

  private static List<String> bundles(FakeSigstore sigstore) {
    var job = JobClaims.of("acme/rocket", "publish.yml").visibility("public");
    var signer =
        Identity.of(
            job.payload("https://token.actions.githubusercontent.com", "sigstore", Instant.now()));
    var bundles = new ArrayList<String>();
    for (int i = 0; i < DIFFERENT; i++) {
      var subject = Subject.of("rocket", "1.0." + i, new byte[] {(byte) i});
      bundles.add(sigstore.bundle(Statements.gitHub(subject, signer), signer));
    }
    return bundles;
  }

  private static Path document(Path file, List<String> bundles, int count) throws IOException {
    var attestations =
        IntStream.range(0, count)
            .mapToObj(i -> "{\"bundle\":" + bundles.get(i % bundles.size()) + "}")
            .collect(Collectors.joining(","));
    return Files.writeString(file, "{\"attestations\":[" + attestations + "]}");
  }
}

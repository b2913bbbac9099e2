package dev.imprimatur.e2e;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.ci.GitHub;
import dev.imprimatur.testkit.sigstore.FakeSigstore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** What a test stands in: a running registry that knows alice, a pretend GitHub, and machines. */
final class Street implements AutoCloseable {
  static final String OWNER = "alice";

  private final Path folder;
  private final FakeIssuer github;
  private final Imprimatur imprimatur;
  private final Server server;
  private final AtomicInteger workplaces = new AtomicInteger();

  private Street(Path folder, FakeIssuer github, Imprimatur imprimatur, Server server) {
    this.folder = folder;
    this.github = github;
    this.imprimatur = imprimatur;
    this.server = server;
  }

  /** Opens it, with these options for the JVM of the registry. */
  static Street open(Path folder, String... jvmOptions) {
    return open(folder, List.of(), jvmOptions);
  }

  /** Opens it, with these variables in the environment of the registry. */
  static Street open(Path folder, Map<String, String> environment) {
    return open(folder, List.of(), _ -> environment);
  }

  /** Opens it, and has the registry take proofs of where GitHub's jobs have built something. */
  static Street open(Path folder, FakeSigstore sigstore) {
    return open(folder, List.of(), new Voucher(sigstore, Map.of()));
  }

  /** Opens it, and has the registry log there what it attests itself. */
  static Street openLogging(Path folder, FakeSigstore sigstore) {
    var voucher = new Voucher(sigstore, Map.of());
    return open(
        folder,
        List.of(),
        github -> {
          var all =
              new HashMap<>(voucher.and("github", github).introduced(folder.resolve("roots")));
          all.put("IMPRIMATUR_TRANSPARENCY_LOG", sigstore.address());
          return all;
        });
  }

  /** Opens it, and tells the registry of further CI systems and who vouches for jobs of them. */
  static Street open(Path folder, List<String> issuers, Voucher voucher) {
    var roots = folder.resolve("roots");
    return open(folder, issuers, github -> voucher.and("github", github).introduced(roots));
  }

  /** Opens it, and tells the registry of further CI systems. */
  static Street open(Path folder, List<String> issuers, String... jvmOptions) {
    return open(folder, issuers, _ -> Map.of(), jvmOptions);
  }

  private static Street open(
      Path folder,
      List<String> issuers,
      Function<FakeIssuer, Map<String, String>> environment,
      String... jvmOptions) {
    var github = FakeIssuer.start(GitHub.SYSTEM);
    try {
      var all = new ArrayList<>(List.of(Imprimatur.issuer("github", github)));
      all.addAll(issuers);
      var imprimatur =
          Imprimatur.fresh(folder.resolve("registry"), all).with(environment.apply(github));
      imprimatur.addUser(OWNER);
      return new Street(folder, github, imprimatur, imprimatur.serve(jvmOptions));
    } catch (RuntimeException | Error e) {
      github.close();
      throw e;
    }
  }

  FakeIssuer github() {
    return github;
  }

  Imprimatur operator() {
    return imprimatur;
  }

  Server server() {
    return server;
  }

  String url() {
    return server.url() + "/";
  }

  /** What yarn keeps in {@code .yarnrc.yml}, so that it installs from here and publishes here. */
  String yarnSettings() {
    return """
    enableTelemetry: false
    enableImmutableInstalls: false
    enableGlobalCache: false
    nodeLinker: node-modules
    npmPublishRegistry: "%s"
    npmRegistryServer: "%s"
    unsafeHttpWhitelist: ["localhost"]
    """
        .formatted(url(), url());
  }

  /** A person's machine. */
  Workplace desk(Npm npm) {
    return workplace(npm, Map.of());
  }

  /** A runner in the middle of this job. */
  Workplace runner(Npm npm, JobClaims job) {
    return workplace(npm, github.job(job).environment());
  }

  Workplace workplace(Npm npm, Map<String, String> variables) {
    return new Workplace(
        npm, folder.resolve("workplace-" + workplaces.incrementAndGet()), variables);
  }

  @Override
  public void close() {
    try (github) {
      server.close();
    }
  }
}

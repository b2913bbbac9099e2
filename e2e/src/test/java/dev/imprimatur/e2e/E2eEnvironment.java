package dev.imprimatur.e2e;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.ci.GitHub;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a test stands in: a running registry that knows alice, a pretend GitHub, and machines. */
final class E2eEnvironment implements AutoCloseable {
  static final String OWNER = "alice";

  private final FakeIssuer github;
  private final Imprimatur imprimatur;
  private final Server server;
  private final Machines machines;
  private final Owner owner;

  private E2eEnvironment(
      FakeIssuer github, Imprimatur imprimatur, Server server, Machines machines) {
    this.github = github;
    this.imprimatur = imprimatur;
    this.server = server;
    this.machines = machines;
    this.owner = Owner.signIn(server, OWNER);
  }

  /** Opens it, with these options for the JVM of the registry. */
  static E2eEnvironment open(Path folder, String... jvmOptions) {
    return open(folder, List.of(), jvmOptions);
  }

  /** Opens it, with these variables in the environment of the registry. */
  static E2eEnvironment open(Path folder, Map<String, String> environment) {
    return open(new Machines(folder, Map.of()), List.of(), _ -> environment);
  }

  /** Opens it, and tells the registry of further CI systems. */
  static E2eEnvironment open(Path folder, List<String> issuers, String... jvmOptions) {
    return open(new Machines(folder, Map.of()), issuers, _ -> Map.of(), jvmOptions);
  }

  /**
   * Opens it, and tells the registry of further CI systems and who vouches for jobs of them and of
   * GitHub. Every client signs with that instance and verifies by it.
   */
  static E2eEnvironment open(Path folder, List<String> issuers, SigstoreSetup voucher) {
    var roots = folder.resolve("roots");
    return open(
        new Machines(folder, voucher.sigstore().npmVariables(folder)),
        issuers,
        github -> voucher.and("github", github).introduced(roots));
  }

  private static E2eEnvironment open(
      Machines machines,
      List<String> issuers,
      Function<FakeIssuer, Map<String, String>> environment,
      String... jvmOptions) {
    var github = FakeIssuer.start(GitHub.SYSTEM);
    try {
      var all = new ArrayList<>(List.of(Imprimatur.issuer("github", github)));
      all.addAll(issuers);
      var imprimatur =
          Imprimatur.fresh(machines.folder().resolve("registry"), all)
              .with(environment.apply(github));
      imprimatur.addUser(OWNER);
      return new E2eEnvironment(github, imprimatur, imprimatur.serve(jvmOptions), machines);
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

  /** alice without a program, for what has to be there before a test begins. */
  Owner owner() {
    return owner;
  }

  /** Publishes a small version of alice's that everybody may see. */
  void publish(String name, String version) {
    owner.publish(machines.folder(), name, version);
  }

  String url() {
    return server.url() + "/";
  }

  /** What yarn keeps in {@code .yarnrc.yml}, so that it installs from here and publishes here. */
  String yarnSettings() {
    return """
    enableColors: false
    enableTelemetry: false
    enableImmutableInstalls: false
    enableGlobalCache: false
    nodeLinker: node-modules
    npmPublishRegistry: "%s"
    npmRegistryServer: "%s"
    unsafeHttpWhitelist: ["localhost", "127.0.0.1"]
    """
        .formatted(url(), url());
  }

  /** A person's machine. */
  ClientMachine desk(Npm npm) {
    return workplace(npm, Map.of());
  }

  /** A runner in the middle of this job. */
  ClientMachine runner(Npm npm, JobClaims job) {
    return workplace(npm, github.job(job).environment());
  }

  /** A machine with these variables. */
  ClientMachine workplace(Npm npm, Map<String, String> variables) {
    return machines.next(npm, variables);
  }

  @Override
  public void close() {
    try (github) {
      server.close();
    }
  }
}

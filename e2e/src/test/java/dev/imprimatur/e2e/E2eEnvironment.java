package dev.imprimatur.e2e;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.ci.GitHub;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The environment of an end-to-end test: a running registry that knows alice, a pretend GitHub, and
 * clients' machines.
 */
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

  /** Opens an environment with these options for the JVM of the registry. */
  static E2eEnvironment open(Path folder, String... jvmOptions) {
    return open(folder, List.of(), jvmOptions);
  }

  /** Opens an environment with these variables in the environment of the registry. */
  static E2eEnvironment open(Path folder, Map<String, String> environment) {
    return open(new Machines(folder, Map.of()), List.of(), _ -> environment);
  }

  /** Opens an environment whose registry knows further CI systems. */
  static E2eEnvironment open(Path folder, List<String> issuers, String... jvmOptions) {
    return open(new Machines(folder, Map.of()), issuers, _ -> Map.of(), jvmOptions);
  }

  /**
   * Opens an environment whose registry knows further CI systems, and a Sigstore that certifies
   * jobs of them and of GitHub. Every client signs with that instance and verifies by it.
   */
  static E2eEnvironment open(Path folder, List<String> issuers, SigstoreSetup setup) {
    var roots = folder.resolve("roots");
    return open(
        new Machines(folder, setup.sigstore().npmVariables(folder)),
        issuers,
        github -> setup.and("github", github).introduced(roots));
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

  /** Returns alice without a program, for what has to be there before a test begins. */
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

  /**
   * Returns the settings of yarn in {@code .yarnrc.yml}, so that it installs from here and
   * publishes here.
   */
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

  /** Returns a new machine of a person. */
  ClientMachine machine(Npm npm) {
    return machine(npm, Map.of());
  }

  /** Returns a runner in the middle of this job. */
  ClientMachine runner(Npm npm, JobClaims job) {
    return machine(npm, github.job(job).environment());
  }

  /** Returns a new machine with these variables. */
  ClientMachine machine(Npm npm, Map<String, String> variables) {
    return machines.next(npm, variables);
  }

  @Override
  public void close() {
    try (github) {
      server.close();
    }
  }
}

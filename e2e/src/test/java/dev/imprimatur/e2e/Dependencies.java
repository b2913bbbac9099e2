package dev.imprimatur.e2e;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A project that depends on these packages, each under a name of its own, and installs them with
 * any client.
 *
 * @param isLocked whether a lock says that they depend on nothing, as what they depend on is not
 *     published here
 */
record Dependencies(E2eEnvironment surroundings, List<RealPackage> packages, boolean isLocked) {

  /** Installs them with every client, and says which of them are not what is in their tarballs. */
  List<String> differences() {
    var found = byNpm(Clients.newest());
    Clients.pnpm().ifPresent(pnpm -> found.addAll(byPnpm(pnpm)));
    Clients.yarn().ifPresent(yarn -> found.addAll(byYarn(yarn)));
    return found;
  }

  private List<String> byNpm(Npm npm) {
    var machine = machine(npm).file(".npmrc", "audit=false\nfund=false\n");
    if (isLocked) {
      machine.file("package-lock.json", npmLock());
    }
    machine
        .npm(isLocked ? "ci" : "install", "--ignore-scripts", "--registry", surroundings.url())
        .done();
    return differences("npm", machine, PackageTree::asNpmHasIt);
  }

  private List<String> byPnpm(Npm pnpm) {
    var machine = machine(pnpm).file("pnpm-workspace.yaml", "minimumReleaseAge: 0\n");
    if (isLocked) {
      machine.file("pnpm-lock.yaml", pnpmLock());
    }
    machine.npm("install", "--ignore-scripts", "--registry", surroundings.url()).done();
    return differences("pnpm", machine, UnaryOperator.identity());
  }

  private List<String> byYarn(Npm yarn) {
    var machine =
        machine(yarn)
            .file(
                ".yarnrc.yml",
                surroundings.yarnSettings() + "npmMinimalAgeGate: 0\nenableScripts: false\n")
            .file("yarn.lock", isLocked ? yarnLock() : "");
    machine.npm("install").done();
    // What a package bundles yarn takes away, unless it depends on it, and by the lock none does.
    return differences("yarn", machine, tree -> isLocked ? tree.withoutBundled() : tree);
  }

  private ClientMachine machine(Npm client) {
    var dependencies = new LinkedHashMap<String, Object>();
    packages.forEach(each -> dependencies.put(each.alias(), "npm:" + each.spec()));
    return surroundings
        .machine(client)
        .file(
            "package.json",
            Json.write(
                Json.members(
                    "name", "consumer", "version", "1.0.0", "dependencies", dependencies)));
  }

  private List<String> differences(
      String client, ClientMachine machine, UnaryOperator<PackageTree> asUnpacked) {
    var found = new ArrayList<String>();
    for (var each : packages) {
      var packed = asUnpacked.apply(PackageTree.packed(each.bytes()));
      var unpacked =
          PackageTree.unpacked(machine.project().resolve("node_modules/" + each.alias()));
      var differences = asUnpacked.apply(unpacked).differences(packed);
      if (!differences.isEmpty()) {
        found.add("%s by %s: %s".formatted(each.spec(), client, differences));
      }
    }
    return found;
  }

  private String npmLock() {
    var dependencies = new LinkedHashMap<String, Object>();
    var locked = new LinkedHashMap<String, Object>();
    locked.put(
        "", Json.members("name", "consumer", "version", "1.0.0", "dependencies", dependencies));
    for (var each : packages) {
      dependencies.put(each.alias(), "npm:" + each.spec());
      locked.put(
          "node_modules/" + each.alias(),
          Json.members(
              "name",
              each.name(),
              "version",
              each.version(),
              "resolved",
              surroundings.server().at(each.path()).toString(),
              "integrity",
              Digests.integrity(each.bytes())));
    }
    return Json.write(
        Json.members(
            "name",
            "consumer",
            "version",
            "1.0.0",
            "lockfileVersion",
            3,
            "requires",
            true,
            "packages",
            locked));
  }

  private String pnpmLock() {
    var wanted = new StringBuilder();
    var locked = new StringBuilder();
    var snapshots = new StringBuilder();
    for (var each : packages) {
      wanted.append(
          """
                '%s':
                  specifier: 'npm:%s'
                  version: '%s'
          """
              .formatted(each.alias(), each.spec(), each.spec()));
      locked.append(
          """
            '%s':
              resolution: {integrity: %s}
          """
              .formatted(each.spec(), Digests.integrity(each.bytes())));
      snapshots.append("  '%s': {}%n".formatted(each.spec()));
    }
    return """
    lockfileVersion: '9.0'
    importers:
      .:
        dependencies:
    %spackages:
    %ssnapshots:
    %s\
    """
        .formatted(wanted, locked, snapshots);
  }

  private String yarnLock() {
    var wanted = new StringBuilder();
    var locked = new StringBuilder();
    for (var each : packages) {
      wanted.append("    %s: \"npm:%s\"%n".formatted(each.alias(), each.spec()));
      locked.append(
          """

          "%s@npm:%s":
            version: %s
            resolution: "%s@npm:%s"
            languageName: node
            linkType: hard
          """
              .formatted(each.alias(), each.spec(), each.version(), each.name(), each.version()));
    }
    return """
    __metadata:
      version: 10
      cacheKey: 10c0
    %s
    "consumer@workspace:.":
      version: 0.0.0-use.local
      resolution: "consumer@workspace:."
      dependencies:
    %s  languageName: unknown
      linkType: soft
    """
        .formatted(locked, wanted);
  }
}

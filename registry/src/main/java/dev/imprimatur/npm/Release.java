package dev.imprimatur.npm;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A published version, as a packument shows it.
 *
 * @param unpackedBytes the sizes of the files in its tarball together
 * @param deprecated why it should not be used any more
 * @param signatures by which its reader can tell that this registry has seen these bytes
 * @param provenance the predicate type of its provenance, if there is one that was verified
 * @param attested whether the registry attests in npm's words that it was published here
 */
public record Release(
    Version version,
    Manifest manifest,
    Integrity integrity,
    String shasum,
    int fileCount,
    long unpackedBytes,
    Instant publishedAt,
    PublishedBy publishedBy,
    Optional<String> deprecated,
    List<RegistrySignature> signatures,
    Optional<String> provenance,
    boolean attested) {

  /** The members that an installing client needs (npm/registry, "abbreviated version object"). */
  private static final Set<String> ABBREVIATED =
      Set.of(
          "name",
          "version",
          "dependencies",
          "acceptDependencies",
          "optionalDependencies",
          "devDependencies",
          "peerDependencies",
          "peerDependenciesMeta",
          "bundleDependencies",
          "bin",
          "directories",
          "engines",
          "os",
          "cpu",
          "libc",
          "hasInstallScript",
          "_hasShrinkwrap",
          "funding");

  public Release {
    signatures = List.copyOf(signatures);
  }

  /** Returns the same release with what its registry vouches for. */
  public Release vouched(List<RegistrySignature> all, boolean attested) {
    return new Release(
        version,
        manifest,
        integrity,
        shasum,
        fileCount,
        unpackedBytes,
        publishedAt,
        publishedBy,
        deprecated,
        all,
        provenance,
        attested);
  }

  /** Returns the document of this version by itself. */
  public JsonObject alone(
      PackageName name, String registry, List<Packument.Maintainer> maintainers) {
    return full(name, registry)
        .but()
        .and("maintainers", Packument.maintainersJson(maintainers))
        .build();
  }

  JsonObject full(PackageName name, String registry) {
    var json =
        manifest
            .json()
            .but()
            .and("_id", name + "@" + version)
            .and("_npmUser", publishedBy.json())
            .and("dist", dist(name, registry));
    deprecated.ifPresent(message -> json.and("deprecated", message));
    return json.build();
  }

  JsonObject abbreviated(PackageName name, String registry) {
    var json =
        manifest
            .json()
            .without(field -> !ABBREVIATED.contains(field))
            .but()
            .and("dist", dist(name, registry));
    deprecated.ifPresent(message -> json.and("deprecated", message));
    return json.build();
  }

  /**
   * Makes {@code dist} anew for each address by which clients reach the registry: npm 12 takes a
   * tarball from exactly the origin that it asked for the packument, and yarn from exactly this
   * path.
   */
  private JsonObject dist(PackageName name, String registry) {
    var dist =
        JsonObject.with("integrity", integrity.value())
            .and("shasum", shasum)
            .and("tarball", registry + name + "/-/" + name.tarballFile(version))
            .and("fileCount", fileCount)
            .and("unpackedSize", unpackedBytes)
            .and(
                "signatures",
                new JsonArray(signatures.stream().map(RegistrySignature::json).toList()));
    if (attested || provenance.isPresent()) {
      var attestations = JsonObject.EMPTY.but().and("url", attestations(name, registry));
      provenance.ifPresent(
          type -> attestations.and("provenance", JsonObject.with("predicateType", type).build()));
      dist.and("attestations", attestations.build());
    }
    return dist.build();
  }

  /**
   * Makes the address of the attestations; clients use its path alone, and ask their own registry
   * for it (pacote, registry.js).
   */
  private String attestations(PackageName name, String registry) {
    var escaped = name.value().replace("/", "%2f");
    return registry + "-/npm/v1/attestations/" + escaped + "@" + version;
  }
}

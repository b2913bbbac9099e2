package dev.imprimatur.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.imprimatur.access.Owners;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Packument;
import dev.imprimatur.npm.PackumentWriter;
import dev.imprimatur.npm.RegistrySignature;
import dev.imprimatur.npm.Release;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.KnownPackage;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.Removals;
import dev.imprimatur.packages.StoredTarball;
import dev.imprimatur.signatures.Attestations;
import dev.imprimatur.signatures.Signatures;
import dev.imprimatur.signatures.ValidSignature;
import dev.imprimatur.workers.Work;
import dev.imprimatur.workers.WorkerPool;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The cache of packuments that are ready to be sent, within a limit of memory.
 *
 * <p>A change of a package on this server removes its packument. A change by another process is
 * noticed too: a packument that was not compared with the database for a second is compared before
 * it is sent, by its revision alone.
 */
public final class PackumentCache {
  private static final int REMOVED_MAX = 1000;
  private static final long TRUSTED_NANOS = Duration.ofSeconds(1).toNanos();

  private final Database db;
  private final Packages packages;
  private final Owners owners;
  private final Signatures signatures;
  private final WorkerPool workers;
  private final LongSupplier nanoTime;
  private final Cache<Key, Item> items;

  /**
   * The key of a packument, which differs by the address under which a client knows this registry.
   */
  private record Key(PackageName name, String registry) {}

  /**
   * Makes an empty cache.
   *
   * @param bytesMax the memory that its packuments may take
   */
  public PackumentCache(
      Database db,
      Packages packages,
      Owners owners,
      Signatures signatures,
      WorkerPool workers,
      LongSupplier nanoTime,
      long bytesMax) {
    this.db = db;
    this.packages = packages;
    this.owners = owners;
    this.signatures = signatures;
    this.workers = workers;
    this.nanoTime = nanoTime;
    this.items =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher((Key key, Item item) -> (int) Math.min(item.ready.bytes(), Integer.MAX_VALUE))
            .executor(Runnable::run)
            .build();
  }

  /** A packument, and when it was last seen to be current. */
  private static final class Item {
    private final EncodedPackument ready;
    private volatile long seenNanos;

    Item(EncodedPackument ready, long seenNanos) {
      this.ready = ready;
      this.seenNanos = seenNanos;
    }
  }

  /** Returns the packument if it is cached and was compared just now; never waits. */
  public Optional<EncodedPackument> fresh(PackageName name, String registry) {
    var item = items.getIfPresent(new Key(name, registry));
    return item != null && nanoTime.getAsLong() - item.seenNanos < TRUSTED_NANOS
        ? Optional.of(item.ready)
        : Optional.empty();
  }

  /** Returns the current packument, made if need be; refuses if there is no such package. */
  public EncodedPackument get(PackageName name, String registry) {
    var key = new Key(name, registry);
    var present = items.getIfPresent(key);
    if (present != null) {
      long now = nanoTime.getAsLong();
      if (now - present.seenNanos < TRUSTED_NANOS) {
        return present.ready;
      }
      var revision = db.read(tx -> packages.revision(tx, name));
      if (revision.isPresent() && revision.getAsLong() == present.ready.revision()) {
        present.seenNanos = now;
        return present.ready;
      }
      items.asMap().remove(key, present);
    }
    // Of many threads that ask at once, one makes it and the others wait.
    return items.get(key, this::make).ready;
  }

  /** Removes a package that was just changed. */
  public void forget(PackageName name) {
    items.asMap().keySet().removeIf(key -> key.name().equals(name));
  }

  /** Returns whether the packument is cached, however old it is. */
  public boolean holds(PackageName name, String registry) {
    return items.getIfPresent(new Key(name, registry)) != null;
  }

  /** Reads the manifest of one version as a packument shows it, at the cost of this one alone. */
  public Optional<JsonObject> version(Tx tx, PackageName name, Version version, String registry) {
    return packages
        .version(tx, name, version)
        .map(found -> {
          var release = found.release();
          var stamps = signatures.of(tx, name, version);
          boolean attested =
              signatures
                  .attestations()
                  .find(tx, name, version)
                  .flatMap(Attestations.Known::bundle)
                  .isPresent();
          return release
              .vouched(counting(release, stamps), attested)
              .alone(name, registry, maintainers(tx, name));
        });
  }

  private List<Packument.Maintainer> maintainers(Tx tx, PackageName name) {
    return owners.maintainers(tx, name).stream()
        .map(owner -> new Packument.Maintainer(owner.name().value(), owner.email()))
        .toList();
  }

  /** Returns the signatures that count; any other would end npm's audit of a whole project. */
  private static List<RegistrySignature> counting(Release release, List<ValidSignature> stamps) {
    return stamps.stream()
        .filter(stamp -> stamp.countsFor(release.publishedAt()))
        .map(ValidSignature::signature)
        .toList();
  }

  private Item make(Key key) {
    long now = nanoTime.getAsLong();
    var ready = workers.run(Work.PACKUMENT, () -> db.read(tx -> made(tx, key)));
    return new Item(ready, now);
  }

  private EncodedPackument made(Tx tx, Key key) {
    var name = key.name();
    var found = packages.require(tx, name);
    var full = new FormSink();
    var abbreviated = new FormSink();
    var writer = new PackumentWriter(about(tx, found), key.registry(), full, abbreviated);
    var stamps = signatures.of(tx, name);
    var attested = signatures.attestations().of(tx, name);
    Map<String, StoredTarball> tarballs = new HashMap<>();
    packages.eachVersion(
        tx,
        name,
        each -> {
          var release = each.release();
          var version = release.version();
          var counting = counting(release, stamps.getOrDefault(version, List.of()));
          writer.add(release.vouched(counting, attested.contains(version)));
          tarballs.put(
              name.tarballFile(version),
              new StoredTarball(release.integrity(), each.tarballBytes()));
        });
    writer.end();
    return new EncodedPackument(
        found.visibility(), found.revision(), full.form(), abbreviated.form(), tarballs);
  }

  private Packument.Unpublished unpublished(Tx tx, PackageName name, Instant at) {
    var versions =
        packages.removals().newest(tx, name, REMOVED_MAX).stream()
            .map(Removals.Removed::version)
            .toList();
    return new Packument.Unpublished(at, versions);
  }

  private Packument about(Tx tx, KnownPackage found) {
    var name = found.name();
    var tags = packages.distTags(tx, name);
    var readme =
        Optional.ofNullable(tags.get(DistTag.LATEST))
            .flatMap(latest -> packages.readme(tx, name, latest));
    return new Packument(
        name,
        found.revision(),
        found.createdAt(),
        found.modifiedAt(),
        tags,
        maintainers(tx, name),
        readme,
        found.unpublishedAt().map(at -> unpublished(tx, name, at)));
  }
}

package dev.imprimatur.shelf;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.imprimatur.access.Owners;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Packument;
import dev.imprimatur.npm.RegistrySignature;
import dev.imprimatur.npm.Release;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.KnownPackage;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.PublishedVersion;
import dev.imprimatur.signatures.Signatures;
import dev.imprimatur.signatures.Stamp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.zip.GZIPOutputStream;

/**
 * Keeps packuments as ready bytes, within a limit of memory.
 *
 * <p>Whoever changes a package on this server takes it off the shelf. A change by another process
 * is noticed too: what was not compared with the database for a second is compared before it is
 * handed out, by one look at a number.
 */
public final class Shelf {
  private static final long TRUSTED_NANOS = Duration.ofSeconds(1).toNanos();

  private final Database db;
  private final Packages packages;
  private final Owners owners;
  private final Signatures signatures;
  private final LongSupplier nanoTime;
  private final Cache<Key, Item> items;

  /** The same package is another document for who knows this registry by another address. */
  private record Key(PackageName name, String registry) {}

  /** What a packument is made of. */
  public record Sources(Database db, Packages packages, Owners owners, Signatures signatures) {}

  /**
   * An empty shelf.
   *
   * @param bytesMax how much memory the packuments on it may take
   */
  public Shelf(Sources sources, LongSupplier nanoTime, long bytesMax) {
    this.db = sources.db();
    this.packages = sources.packages();
    this.owners = sources.owners();
    this.signatures = sources.signatures();
    this.nanoTime = nanoTime;
    this.items =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher((Key key, Item item) -> (int) Math.min(item.ready.bytes(), Integer.MAX_VALUE))
            .executor(Runnable::run)
            .build();
  }

  /** A packument, and when it was last seen to be the newest. */
  private static final class Item {
    private final ReadyPackument ready;
    private volatile long seenNanos;

    Item(ReadyPackument ready, long seenNanos) {
      this.ready = ready;
      this.seenNanos = seenNanos;
    }
  }

  /** The packument if it is at hand and was compared just now; never waits. */
  public Optional<ReadyPackument> atHand(PackageName name, String registry) {
    var item = items.getIfPresent(new Key(name, registry));
    return item != null && nanoTime.getAsLong() - item.seenNanos < TRUSTED_NANOS
        ? Optional.of(item.ready)
        : Optional.empty();
  }

  /** The packument as it is now, made ready if need be; refuses if there is no such package. */
  public ReadyPackument get(PackageName name, String registry) {
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
    // Of many who ask at once, one makes it ready and the others wait for him.
    return items.get(key, this::make).ready;
  }

  /** Takes a package off the shelf; for whoever has just changed it. */
  public void forget(PackageName name) {
    items.asMap().keySet().removeIf(key -> key.name().equals(name));
  }

  /** The packument as facts, straight from the database. */
  public Optional<Packument> packument(Tx tx, PackageName name) {
    return packages.find(tx, name).map(found -> packument(tx, found, packages.versions(tx, name)));
  }

  private Packument packument(Tx tx, KnownPackage found, List<PublishedVersion> versions) {
    var name = found.name();
    var releases = new LinkedHashMap<Version, Release>();
    var stamps = signatures.of(tx, name);
    var attested = signatures.attestations().of(tx, name);
    for (var each : versions) {
      var release = each.release();
      var version = release.version();
      var counting = counting(release, stamps.getOrDefault(version, List.of()));
      releases.put(version, release.vouched(counting, attested.contains(version)));
    }
    var tags = packages.distTags(tx, name);
    var maintainers =
        owners.maintainers(tx, name).stream()
            .map(owner -> new Packument.Maintainer(owner.name().value(), owner.email()))
            .toList();
    var readme =
        Optional.ofNullable(tags.get(DistTag.LATEST))
            .flatMap(latest -> packages.readme(tx, name, latest));
    return new Packument(
        name,
        found.revision(),
        found.createdAt(),
        found.modifiedAt(),
        tags,
        releases,
        maintainers,
        readme);
  }

  /** A signature that does not count for a version would end npm's audit of a whole project. */
  private static List<RegistrySignature> counting(Release release, List<Stamp> stamps) {
    return stamps.stream()
        .filter(stamp -> stamp.countsFor(release.publishedAt()))
        .map(Stamp::signature)
        .toList();
  }

  private Item make(Key key) {
    long now = nanoTime.getAsLong();
    var ready =
        db.read(tx -> {
          var found = packages.require(tx, key.name());
          var versions = packages.versions(tx, key.name());
          var packument = packument(tx, found, versions);
          return new ReadyPackument(
              found.visibility(),
              found.revision(),
              form(packument.full(key.registry())),
              form(packument.abbreviated(key.registry())),
              tarballs(found.name(), versions));
        });
    return new Item(ready, now);
  }

  private static Map<String, ReadyPackument.Tarball> tarballs(
      PackageName name, List<PublishedVersion> versions) {
    Map<String, ReadyPackument.Tarball> tarballs = new HashMap<>();
    for (var each : versions) {
      var release = each.release();
      tarballs.put(
          name.tarballFile(release.version()),
          new ReadyPackument.Tarball(release.integrity(), each.tarballBytes()));
    }
    return tarballs;
  }

  private static ReadyPackument.Form form(JsonObject document) {
    var plain = Json.bytes(document);
    var digest = digest(plain);
    return new ReadyPackument.Form(
        direct(plain), "\"" + digest + "\"", direct(gzip(plain)), "\"" + digest + "-gzip\"");
  }

  private static String digest(byte[] bytes) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256).substring(0, 22);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JDK has SHA-256", impossible);
    }
  }

  private static byte[] gzip(byte[] plain) {
    var bytes = new ByteArrayOutputStream(plain.length / 4 + 64);
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** Outside the heap, so that the kernel takes the bytes from where they lie. */
  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip().asReadOnlyBuffer();
  }
}

package dev.imprimatur.change;

import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.PublishedVersion;
import dev.imprimatur.signatures.Signatures;
import dev.imprimatur.signatures.Statement;
import dev.imprimatur.signatures.ValidSignature;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The signing of versions that were shown without a valid signature: npm ends an audit at the first
 * such version. It looks at some versions at a time, and signs those of a package in one
 * transaction; several processes may do so at the same time. For one thread.
 */
public final class SignatureBackfill {
  private static final int VERSIONS_MAX = 200;

  private final Database db;
  private final Packages packages;
  private final Signatures signatures;
  private final Maintenance maintenance;

  private Optional<PublishedVersion.Summary> last = Optional.empty();

  public SignatureBackfill(
      Database db, Packages packages, Signatures signatures, Maintenance maintenance) {
    this.db = db;
    this.packages = packages;
    this.signatures = signatures;
    this.maintenance = maintenance;
  }

  /** Signs whatever is missing among all versions. */
  public void all() {
    do {
      some();
    } while (last.isPresent());
  }

  /** Signs whatever is missing among the next versions; after the last come the first again. */
  public void some() {
    var looked = db.read(this::next);
    var lacking = db.read(tx -> lacking(tx, looked));
    lacking.forEach(
        (name, its) -> maintenance.make(name, change -> completed(change.tx(), name, its)));
    last = looked.size() < VERSIONS_MAX ? Optional.empty() : Optional.of(looked.getLast());
  }

  private List<PublishedVersion.Summary> next(Tx tx) {
    return last.isPresent()
        ? packages.after(tx, last.get(), VERSIONS_MAX)
        : packages.first(tx, VERSIONS_MAX);
  }

  private Map<PackageName, List<PublishedVersion.Summary>> lacking(
      Tx tx, List<PublishedVersion.Summary> looked) {
    var signed = new HashMap<PackageName, Map<?, List<ValidSignature>>>();
    return looked.stream()
        .filter(each -> {
          var stamps = signed.computeIfAbsent(each.name(), name -> signatures.of(tx, name));
          return !isSigned(each, stamps);
        })
        .collect(
            Collectors.groupingBy(
                PublishedVersion.Summary::name, LinkedHashMap::new, Collectors.toList()));
  }

  private boolean completed(Tx tx, PackageName name, List<PublishedVersion.Summary> lacking) {
    Packages.takeTurns(tx, name);
    var stamps = signatures.of(tx, name);
    boolean changed = false;
    for (var each : lacking) {
      changed |=
          !isSigned(each, stamps) && isThere(tx, each) && signatures.sign(tx, statement(each));
    }
    if (changed) {
      packages.bumpRevision(tx, name);
    }
    return changed;
  }

  /** Returns whether a version was not removed since it was looked at. */
  private boolean isThere(Tx tx, PublishedVersion.Summary each) {
    return packages.tarball(tx, each.name(), each.version()).isPresent();
  }

  private static boolean isSigned(
      PublishedVersion.Summary each, Map<?, List<ValidSignature>> stamps) {
    var its = stamps.get(each.version());
    return its != null && its.stream().anyMatch(stamp -> stamp.countsFor(each.publishedAt()));
  }

  private static Statement statement(PublishedVersion.Summary each) {
    return new Statement(each.name(), each.version(), each.integrity(), each.publishedAt());
  }
}

package dev.imprimatur.packages;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.json.Json;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.problem.NameProblem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The removal of versions and of whole packages, and what is never taken again because of it; the
 * tables {@code removed_version} and {@code freed_name}.
 */
public final class Removals {
  private static final String ADD =
      """
      INSERT INTO removed_version (package, version, published_at, removed_at, removed_by, why)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  private static final String FIND =
      """
      SELECT version, published_at, removed_at, removed_by, why
      FROM removed_version
      WHERE package = ? AND version = ?
      """;

  private static final String NEWEST =
      """
      SELECT version, published_at, removed_at, removed_by, why
      FROM removed_version
      WHERE package = ?
      ORDER BY removed_at DESC, version DESC
      LIMIT ?
      """;

  private final InstantSource clock;
  private final Limits limits;
  private final PackageStore packages;
  private final VersionStore versions;
  private final DistTagStore tags;
  private final DoubtStore doubts;
  private final Dependencies dependencies;

  Removals(
      InstantSource clock,
      Limits limits,
      PackageStore packages,
      VersionStore versions,
      DistTagStore tags,
      DoubtStore doubts) {
    this.clock = clock;
    this.limits = limits;
    this.packages = packages;
    this.versions = versions;
    this.tags = tags;
    this.doubts = doubts;
    this.dependencies = new Dependencies(versions);
  }

  /** The packages that others here need, which are not unpublished. */
  public Dependencies dependencies() {
    return dependencies;
  }

  /**
   * A version that was there once.
   *
   * @param why the reason that was given; empty if it was unpublished by the rules for that
   */
  public record Removed(
      Version version, Instant publishedAt, Instant at, String by, Optional<String> why) {}

  /**
   * The dist-tags of a package after a version was removed.
   *
   * @param lost those that pointed to it and are gone
   * @param latest the version that is the latest now, if the removed one was
   */
  public record Tags(List<DistTag> lost, Optional<Version> latest) {
    public Tags {
      lost = List.copyOf(lost);
    }
  }

  /** Removes a version for ever. Whatever other rooms keep of it is gone by then. */
  public Tags remove(Tx tx, PackageName name, PublishedVersion removed, Cause cause) {
    var release = removed.release();
    var version = release.version();
    var now = clock.instant();
    tx.update(
        ADD,
        name.value(),
        version.value(),
        release.publishedAt(),
        now,
        cause.by(),
        cause.why().orElse(""));
    doubts.forget(tx, name, version);
    var lost = loseTags(tx, name, version);
    versions.remove(tx, name, version);
    dependencies.lookAgain(tx, name);
    packages.grow(tx, name, -weight(removed), Long.MAX_VALUE);
    packages.touch(tx, name, now);
    return new Tags(
        lost.stream().filter(tag -> !tag.equals(DistTag.LATEST)).toList(),
        lost.contains(DistTag.LATEST) ? nextLatest(tx, name) : Optional.empty());
  }

  /** The cause of a removal: a caller, as the audit log writes them, and the reason they gave. */
  public record Cause(String by, Optional<String> why) {}

  private List<DistTag> loseTags(Tx tx, PackageName name, Version version) {
    var lost = new ArrayList<DistTag>();
    tags.ofPackage(tx, name)
        .forEach((tag, target) -> {
          if (target.equals(version)) {
            tags.remove(tx, name, tag);
            lost.add(tag);
          }
        });
    return lost;
  }

  /**
   * Points the latest tag to the highest version that is left: a release before any prerelease, and
   * one that is not deprecated before any that is. npm names the highest of all.
   */
  private Optional<Version> nextLatest(Tx tx, PackageName name) {
    var left = versions.deprecations(tx, name);
    var highest =
        left.keySet().stream()
            .max(
                Comparator.<Version, Boolean>comparing(each -> !each.isPrerelease())
                    .thenComparing(each -> left.getOrDefault(each, "").isEmpty())
                    .thenComparing(Comparator.naturalOrder()));
    highest.ifPresent(version -> tags.move(tx, name, DistTag.LATEST, version));
    return highest;
  }

  /** The bytes by which a version made its packument larger. */
  private long weight(PublishedVersion removed) {
    var release = removed.release();
    return Json.bytes(release.manifest().json()).length
        + (long) limits.budgets().packuments().versionBytes()
        + release.deprecated().orElse("").getBytes(UTF_8).length;
  }

  /**
   * Notes that a package has no version any more.
   *
   * @param blockedUntil until when nobody publishes one, if so
   */
  public void end(Tx tx, PackageName name, Optional<Instant> blockedUntil) {
    packages.end(tx, name, clock.instant(), blockedUntil);
  }

  /** Gives a name up: whoever publishes it first owns it. Removed versions stay removed. */
  public void free(Tx tx, PackageName name) {
    packages.free(tx, name, clock.instant());
  }

  public Optional<Removed> find(Tx tx, PackageName name, Version version) {
    return tx.one(FIND, Removals::read, name.value(), version.value());
  }

  /** The versions that were removed last, the last first. */
  public List<Removed> newest(Tx tx, PackageName name, int versionsMax) {
    return tx.list(NEWEST, Removals::read, name.value(), versionsMax);
  }

  /** Requires that nobody has removed this version, and that the name is not blocked. */
  public void requireUnused(Tx tx, PackageName name, Version version) {
    var removed = find(tx, name, version);
    if (removed.isPresent()) {
      throw new NameProblem.VersionUsedUp(name.value(), version.value(), removed.get().at())
          .asException();
    }
    var until = packages.blockedUntil(tx, name, clock.instant());
    if (until.isPresent()) {
      throw new NameProblem.NameBlocked(name.value(), until.get()).asException();
    }
  }

  private static Removed read(Row row) {
    return new Removed(
        new Version(row.text("version")),
        row.instant("published_at"),
        row.instant("removed_at"),
        row.text("removed_by"),
        Optional.of(row.text("why")).filter(why -> !why.isEmpty()));
  }
}

package dev.imprimatur.pages;

import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Readme;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.KnownPackage;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.PublishedVersion;
import dev.imprimatur.providers.Providers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Gathers what a page about packages shows, all of it from one moment. */
public final class Viewing {
  private static final int NEWEST_MAX = 20;
  private static final int VERSIONS_MAX = 50;
  private static final int KILO = 1000;

  private final Database db;
  private final Packages packages;
  private final Providers providers;

  public Viewing(Database db, Packages packages, Providers providers) {
    this.db = db;
    this.packages = packages;
    this.providers = providers;
  }

  /** The public packages that changed last. */
  List<HomePage.Teaser> newest() {
    return db.read(tx ->
        packages.newest(tx, NEWEST_MAX).stream()
            .flatMap(found -> teaser(tx, found).stream())
            .toList());
  }

  /** The page of a package; refuses if there is none. */
  PackagePage page(Site site, PackageName name) {
    var found = db.read(tx -> find(tx, name));
    return shown(site, found);
  }

  /** A package as it was found. */
  private record Found(
      KnownPackage known,
      Map<DistTag, Version> tags,
      PublishedVersion latest,
      Optional<Readme> readme,
      List<PublishedVersion> versions) {}

  private Found find(Tx tx, PackageName name) {
    var known = packages.require(tx, name);
    var tags = packages.distTags(tx, name);
    var latest =
        Optional.ofNullable(tags.get(DistTag.LATEST))
            .flatMap(version -> packages.version(tx, name, version))
            .orElseThrow(() -> new IllegalStateException("Every package has a latest version"));
    var readme = packages.readme(tx, name, latest.release().version());
    return new Found(known, tags, latest, readme, packages.versions(tx, name));
  }

  private Optional<HomePage.Teaser> teaser(Tx tx, KnownPackage found) {
    return Optional.ofNullable(packages.distTags(tx, found.name()).get(DistTag.LATEST))
        .flatMap(latest -> packages.version(tx, found.name(), latest))
        .map(version ->
            new HomePage.Teaser(
                found.name(),
                version.release().version(),
                new Day(version.release().publishedAt()),
                About.of(version.release().manifest()),
                Byline.of(version.publication(), providers)));
  }

  private PackagePage shown(Site site, Found found) {
    return new PackagePage(
        site,
        found.known().name(),
        found.known().isPublic(),
        latest(found.latest()),
        found.readme().map(Markdown::html),
        found.versions().reversed().stream()
            .limit(VERSIONS_MAX)
            .map(version -> listed(version, found.tags()))
            .toList(),
        Math.max(0, found.versions().size() - VERSIONS_MAX));
  }

  private PackagePage.Latest latest(PublishedVersion version) {
    var release = version.release();
    return new PackagePage.Latest(
        release.version(),
        new Day(release.publishedAt()),
        About.of(release.manifest()),
        new PackagePage.Contents(
            release.fileCount(), size(release.unpackedBytes()), size(version.tarballBytes())),
        Byline.of(version.publication(), providers),
        version.build().map(Origin::of));
  }

  private PackagePage.Listed listed(PublishedVersion version, Map<DistTag, Version> tags) {
    var release = version.release();
    return new PackagePage.Listed(
        release.version(),
        tags.entrySet().stream()
            .filter(tag -> tag.getValue().equals(release.version()))
            .map(Map.Entry::getKey)
            .toList(),
        new Day(release.publishedAt()),
        Byline.of(version.publication(), providers),
        version.build().map(Origin::of));
  }

  private static String size(long bytes) {
    if (bytes < KILO) {
      return bytes + " B";
    }
    double shown = bytes;
    int unit = -1;
    while (shown >= KILO) {
      shown /= KILO;
      unit++;
    }
    return String.format(
        Locale.ROOT, shown < 10 ? "%.1f %cB" : "%.0f %cB", shown, "kMGTPE".charAt(unit));
  }
}

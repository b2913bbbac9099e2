package dev.imprimatur.pages;

import dev.imprimatur.cache.MadeOnce;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.KnownPackage;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.VersionTime;
import dev.imprimatur.problem.NameProblem;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.trust.Target;
import dev.imprimatur.workers.Work;
import dev.imprimatur.workers.WorkerPool;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The source of the pages about packages, each read in one snapshot. */
public final class PageModels {
  private static final int NEWEST_MAX = 20;
  private static final int VERSIONS_MAX = 50;
  private static final int KILO = 1000;

  private final Database db;
  private final Packages packages;
  private final Providers providers;
  private final Gate gate;
  private final MadeOnce<Key, Shown> shown;

  /** The key of what is cached, as a version never changes. */
  private record Key(PackageName name, Version version) {}

  /**
   * Makes the pages' source.
   *
   * @param bytesMax the memory that rendered texts may take
   */
  public PageModels(
      Database db,
      Packages packages,
      Providers providers,
      Gate gate,
      WorkerPool workers,
      long bytesMax) {
    this.db = db;
    this.packages = packages;
    this.providers = providers;
    this.gate = gate;
    this.shown = new MadeOnce<>(workers, Work.README, bytesMax, Shown::bytes);
  }

  /** Returns the public packages that changed last. */
  List<HomePage.Teaser> newest() {
    var found =
        db.read(tx ->
            packages.newest(tx, NEWEST_MAX).stream()
                .flatMap(known ->
                    latest(tx, known.name(), packages.distTags(tx, known.name()))
                        .map(latest -> new New(known, latest))
                        .stream())
                .toList());
    return found.stream().map(this::teaser).toList();
  }

  /** Returns the page of a package; refuses if there is none that the reader may see. */
  PackagePage page(Site site, PackageName name, Caller reader) {
    var found = db.read(tx -> find(tx, name, reader));
    return page(site, found, shown(found));
  }

  /** Returns who has signed in with this browser. */
  static Optional<String> user(Caller reader) {
    return reader instanceof Caller.Person person && person.hasSignedIn()
        ? Optional.of(person.user().name().value())
        : Optional.empty();
  }

  /** A package as it was found. */
  private record Found(
      KnownPackage known,
      Map<DistTag, Version> tags,
      VersionTime latest,
      List<VersionTime> newest,
      long versions,
      PackagePage.Reader reader) {}

  private Found find(Tx tx, PackageName name, Caller reader) {
    if (packages.find(tx, name).filter(KnownPackage::isPublic).isEmpty()) {
      gate.foresee(tx, new Action.Read(name), reader);
    }
    var known = packages.require(tx, name);
    if (known.unpublishedAt().isPresent()) {
      throw new NameProblem.PackageUnpublished(name.value(), known.unpublishedAt().get())
          .asException();
    }
    var tags = packages.distTags(tx, name);
    return new Found(
        known,
        tags,
        latest(tx, name, tags).orElseThrow(PageModels::noLatest),
        packages.newestVersions(tx, name, VERSIONS_MAX),
        packages.versionCount(tx, name),
        new PackagePage.Reader(
            user(reader), gate.allows(tx, new Action.History(Target.of(name)), reader)));
  }

  private Optional<VersionTime> latest(Tx tx, PackageName name, Map<DistTag, Version> tags) {
    return Optional.ofNullable(tags.get(DistTag.LATEST))
        .flatMap(version -> packages.summary(tx, name, version));
  }

  private static IllegalStateException noLatest() {
    return new IllegalStateException("Every package has a latest version");
  }

  /** Renders a version's description of itself, once, as a version never changes. */
  private Shown shown(PackageName name, Version version) {
    return shown.get(new Key(name, version), () -> db.read(tx -> render(tx, name, version)));
  }

  private Shown shown(Found found) {
    return shown(found.known().name(), found.latest().version());
  }

  private Shown render(Tx tx, PackageName name, Version version) {
    var manifest =
        packages.version(tx, name, version).orElseThrow(PageModels::noLatest).release().manifest();
    return new Shown(
        ManifestSummary.of(manifest), packages.readme(tx, name, version).map(Markdown::html));
  }

  /** A package that is new, with its latest version. */
  private record New(KnownPackage known, VersionTime latest) {}

  private HomePage.Teaser teaser(New found) {
    var name = found.known().name();
    var latest = found.latest();
    return new HomePage.Teaser(
        name,
        latest.version(),
        new DisplayDate(latest.publishedAt()),
        shown(name, latest.version()).about(),
        PublisherSummary.of(latest.publication(), providers));
  }

  private PackagePage page(Site site, Found found, Shown shown) {
    return new PackagePage(
        site,
        found.known().name(),
        found.known().isPublic(),
        latest(found.latest(), shown),
        shown.readme(),
        found.newest().stream().map(version -> listed(version, found.tags())).toList(),
        (int) Math.max(0, found.versions() - VERSIONS_MAX),
        found.reader());
  }

  private PackagePage.Latest latest(VersionTime version, Shown shown) {
    var contents = version.contents();
    return new PackagePage.Latest(
        version.version(),
        new DisplayDate(version.publishedAt()),
        shown.about(),
        new PackagePage.Contents(
            contents.fileCount(), size(contents.unpackedBytes()), size(contents.tarballBytes())),
        PublisherSummary.of(version.publication(), providers),
        version.build().map(build -> ProvenanceSummary.of(build, providers)));
  }

  private PackagePage.Listed listed(VersionTime version, Map<DistTag, Version> tags) {
    return new PackagePage.Listed(
        version.version(),
        tags.entrySet().stream()
            .filter(tag -> tag.getValue().equals(version.version()))
            .map(Map.Entry::getKey)
            .toList(),
        new DisplayDate(version.publishedAt()),
        PublisherSummary.of(version.publication(), providers),
        version.build().map(build -> ProvenanceSummary.of(build, providers)));
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

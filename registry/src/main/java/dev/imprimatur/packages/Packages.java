package dev.imprimatur.packages;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.db.Tx;
import dev.imprimatur.json.Json;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Readme;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.HeldVersion.Kind;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.RequestProblem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The packages of this registry, their versions and dist-tags. */
public final class Packages {
  private final InstantSource clock;
  private final Limits limits;
  private final PackageStore packages = new PackageStore();
  private final VersionStore versions = new VersionStore();
  private final DistTagStore tags = new DistTagStore();
  private final HeldStore helds = new HeldStore();
  private final StagedVersions stagedVersions = new StagedVersions(helds);
  private final DoubtStore doubts = new DoubtStore();
  private final ProvenanceRules rules = new ProvenanceRules(versions);
  private final Removals removals;
  private final Stars stars;
  private final NameRules nameRules;

  public Packages(InstantSource clock, Limits limits, NameRules nameRules) {
    this.nameRules = nameRules;
    this.clock = clock;
    this.limits = limits;
    this.stars = new Stars(clock);
    this.removals = new Removals(clock, limits, packages, versions, tags, doubts);
  }

  /**
   * Keeps others from publishing under this name until this transaction ends; to be called before
   * any row is locked.
   */
  public static void takeTurns(Tx tx, PackageName name) {
    tx.takeTurns(name.value());
  }

  /** Creates the package; returns false if it exists, and refuses a name that nobody may take. */
  public boolean create(Tx tx, PackageName name, Visibility visibility) {
    if (packages.isTaken(tx, name)) {
      return false;
    }
    requireFree(tx, name, visibility);
    return packages.create(tx, name, visibility, clock.instant());
  }

  /** Requires that a new name keeps to the operator's rules for names. */
  public void requireFree(Tx tx, PackageName name, Visibility visibility) {
    nameRules.require(name, visibility, () -> packages.similar(tx, name));
  }

  /** Returns whether the name is taken, even if nothing of the package can be installed yet. */
  public boolean isTaken(Tx tx, PackageName name) {
    return packages.isTaken(tx, name);
  }

  /** The package, if there is anything of it to install. */
  public Optional<KnownPackage> find(Tx tx, PackageName name) {
    return packages.find(tx, name);
  }

  public KnownPackage require(Tx tx, PackageName name) {
    return find(tx, name)
        .orElseThrow(() -> new PackageProblem.PackageNotFound(name.value()).asException());
  }

  /** The number of changes of the package; empty if there is none. */
  public OptionalLong revision(Tx tx, PackageName name) {
    return packages.revision(tx, name);
  }

  /** The public packages that changed last. */
  public List<KnownPackage> newest(Tx tx, int packagesMax) {
    return packages.newest(tx, Visibility.PUBLIC, packagesMax);
  }

  /**
   * Claims a version of an existing package; returns false if it is taken, and refuses one that was
   * removed. No document shows it until a tag was pointed to it ({@link #pointTags}).
   */
  public boolean claim(Tx tx, PackageName name, NewVersion added) {
    removals.requireUnused(tx, name, added.version());
    int versionsMax = limits.uploads().versionsMax();
    if (versions.count(tx, name) >= versionsMax) {
      throw new PackageProblem.TooManyVersions(name.value(), versionsMax).asException();
    }
    var claimed = versions.claim(tx, name, added, clock.instant());
    if (claimed.isPresent()) {
      grow(tx, name, weight(claimed.getAsInt()));
      removals.dependencies().add(tx, name, added.manifest());
      packages.beginAgain(tx, name);
    }
    return claimed.isPresent();
  }

  /** The bytes that a version adds to its packument; a manifest that is too large is refused. */
  private long weight(NewVersion added) {
    return weight(Json.bytes(added.manifest().json()).length);
  }

  private long weight(int bytes) {
    int bytesMax = limits.budgets().packuments().manifestBytesMax();
    if (bytes > bytesMax) {
      throw new RequestProblem.BodyTooLarge("A manifest", bytesMax).asException();
    }
    return bytes + (long) limits.budgets().packuments().versionBytes();
  }

  /** Adds to the size of a package, unless its packument would become too large to serve. */
  private void grow(Tx tx, PackageName name, long bytes) {
    long bytesMax = limits.budgets().packuments().bytesMax();
    if (!packages.grow(tx, name, bytes, bytesMax)) {
      throw new PackageProblem.PackageTooLarge(name.value(), bytesMax).asException();
    }
  }

  /** Returns whether its packument is small enough to prepare it all for whoever wants a part. */
  public boolean isSmall(Tx tx, PackageName name) {
    return packages.bytes(tx, name) <= limits.budgets().packuments().smallBytesMax();
  }

  /** The first page of all versions, in the order of their names. */
  public List<PublishedVersion.Summary> first(Tx tx, int versionsMax) {
    return versions.first(tx, versionsMax);
  }

  /** The page of all versions that follows this one. */
  public List<PublishedVersion.Summary> after(
      Tx tx, PublishedVersion.Summary last, int versionsMax) {
    return versions.after(tx, last, versionsMax);
  }

  /** Bumps the revision, as what is read of a package has changed without a change of its own. */
  public void bumpRevision(Tx tx, PackageName name) {
    packages.bumpRevision(tx, name);
  }

  /** Deprecates existing versions; an empty text takes that back. */
  public List<Version> deprecate(Tx tx, PackageName name, Map<Version, String> wanted) {
    var changed = new ArrayList<Version>();
    long more = 0;
    for (var known : versions.deprecations(tx, name).entrySet()) {
      var version = known.getKey();
      var message = wanted.get(version);
      if (message != null && !message.equals(known.getValue())) {
        versions.deprecate(tx, name, version, message);
        more += bytes(message) - bytes(known.getValue());
        changed.add(version);
      }
    }
    if (!changed.isEmpty()) {
      grow(tx, name, more);
      packages.touch(tx, name, clock.instant());
    }
    return List.copyOf(changed);
  }

  private static long bytes(String text) {
    return text.getBytes(UTF_8).length;
  }

  /**
   * Holds a version of an existing package; returns false if it is held or taken, and refuses one
   * that was removed.
   */
  public boolean hold(Tx tx, HeldVersion held) {
    removals.requireUnused(tx, held.name(), held.version().version());
    boolean kept =
        versions.tarball(tx, held.name(), held.version().version()).isEmpty()
            && helds.hold(tx, held);
    if (kept) {
      grow(tx, held.name(), weight(held.version()));
    }
    return kept;
  }

  /** The versions that wait for an owner to look at them. */
  public List<HeldSummary> held(Tx tx, PackageName name) {
    return helds.ofPackage(tx, name, Kind.HELD);
  }

  /** The waiting version, held or staged. */
  public Optional<HeldVersion> held(Tx tx, PackageName name, Version version) {
    return helds.find(tx, name, version);
  }

  /** A held version by its id. */
  public HeldVersion requireHeld(Tx tx, String id) {
    return helds
        .find(tx, id, Kind.HELD)
        .orElseThrow(() -> new PackageProblem.HeldVersionNotFound(id).asException());
  }

  /** The id and package of a waiting version, without the rest, which may be much to read. */
  public record Held(String id, PackageName name, Optional<UUID> group) {}

  /** A staged version by its id, if there is one. */
  public Optional<HeldVersion> staged(Tx tx, String id) {
    return helds.find(tx, id, Kind.STAGED);
  }

  /** The staged versions of all packages, and what became of earlier ones. */
  public StagedVersions stagedVersions() {
    return stagedVersions;
  }

  /** All versions of a package that wait, held or staged. */
  public List<HeldVersion> waiting(Tx tx, PackageName name) {
    return Stream.of(Kind.HELD, Kind.STAGED)
        .flatMap(kind -> helds.ofPackage(tx, name, kind).stream())
        .flatMap(each -> helds.find(tx, name, each.version()).stream())
        .toList();
  }

  /** The number of versions of a package that are held or staged. */
  public long heldCount(Tx tx, PackageName name) {
    return helds.count(tx, name);
  }

  /** Ends the holding of a version; returns false if somebody has ended it before. */
  public boolean endHold(Tx tx, HeldVersion held) {
    boolean ended = helds.remove(tx, held.id());
    if (ended) {
      grow(tx, held.name(), -weight(held.version()));
    }
    return ended;
  }

  /** Hands over all versions one by one, so that memory never holds two manifests. */
  public void eachVersion(Tx tx, PackageName name, Consumer<PublishedVersion> use) {
    versions.each(tx, name, use);
  }

  /** The newest versions, without their manifests. */
  public List<VersionTime> newestVersions(Tx tx, PackageName name, int versionsMax) {
    return versions.newest(tx, name, versionsMax);
  }

  public Optional<VersionTime> summary(Tx tx, PackageName name, Version version) {
    return versions.summary(tx, name, version);
  }

  /** All versions, the earliest published first, without their manifests. */
  public SequencedSet<Version> versionNames(Tx tx, PackageName name) {
    return versions.deprecations(tx, name).sequencedKeySet();
  }

  /** Returns whether it has a version that is not deprecated. */
  public boolean hasFreshVersion(Tx tx, PackageName name) {
    return versions.anyFresh(tx, name);
  }

  public long versionCount(Tx tx, PackageName name) {
    return versions.count(tx, name);
  }

  /** The tarball of a version that can be installed. */
  public Optional<StoredTarball> tarball(Tx tx, PackageName name, Version version) {
    return versions.tarball(tx, name, version);
  }

  /** The integrity of a version, whether it can be installed or is held. */
  public Optional<Integrity> taken(Tx tx, PackageName name, Version version) {
    // A release moves a version from the held to the published: looked up in that order, it is
    // found.
    var held = helds.integrity(tx, name, version);
    return versions.tarball(tx, name, version).map(StoredTarball::integrity).or(() -> held);
  }

  /** Returns whether anything is kept that consists of these bytes. */
  public boolean isNamed(Tx tx, Integrity integrity) {
    return helds.isNamed(tx, integrity) || versions.isNamed(tx, integrity);
  }

  public List<PublishedVersion> versions(Tx tx, PackageName name) {
    return versions.ofPackage(tx, name);
  }

  public Optional<PublishedVersion> version(Tx tx, PackageName name, Version version) {
    return versions.find(tx, name, version);
  }

  public Optional<Readme> readme(Tx tx, PackageName name, Version version) {
    return versions.readme(tx, name, version);
  }

  /** The provenance of a version; empty if it has none. */
  public Optional<VerifiedProvenance> provenance(Tx tx, PackageName name, Version version) {
    return versions.provenance(tx, name, version);
  }

  /** The first page of all versions that came with provenance, in the order of their names. */
  public List<VerifiedProvenance.OfVersion> firstProven(Tx tx, int versionsMax) {
    return versions.firstProven(tx, versionsMax);
  }

  /** The page of all versions that came with provenance that follows this one. */
  public List<VerifiedProvenance.OfVersion> provenAfter(
      Tx tx, VerifiedProvenance.OfVersion last, int versionsMax) {
    return versions.provenAfter(tx, last, versionsMax);
  }

  /** The attestations that are no longer valid, as far as is known. */
  public DoubtStore doubts() {
    return doubts;
  }

  /** The packages that people have starred. */
  public Stars stars() {
    return stars;
  }

  public SequencedMap<DistTag, Version> distTags(Tx tx, PackageName name) {
    return tags.ofPackage(tx, name);
  }

  /**
   * Points the tag to a version that was published with it. Every package has a latest version,
   * whatever tag its first one came with.
   */
  public void pointTags(Tx tx, PackageName name, DistTag tag, Version version) {
    var all = new HashSet<>(distTags(tx, name).keySet());
    var pointed = all.contains(DistTag.LATEST) ? List.of(tag) : List.of(tag, DistTag.LATEST);
    pointed.forEach(each -> tags.move(tx, name, each, version));
    all.addAll(pointed);
    requireFewTags(name, all.size());
    packages.touch(tx, name, clock.instant());
  }

  /** Points a tag to a version that exists. */
  public void moveTag(Tx tx, PackageName name, DistTag tag, Version version) {
    if (versions.tarball(tx, name, version).isEmpty()) {
      throw new PackageProblem.VersionNotFound(name.value(), version.value()).asException();
    }
    tags.move(tx, name, tag, version);
    requireFewTags(name, tags.count(tx, name));
    packages.touch(tx, name, clock.instant());
  }

  private void requireFewTags(PackageName name, long count) {
    int tagsMax = limits.budgets().packuments().tagsMax();
    if (count > tagsMax) {
      throw new PackageProblem.TooManyTags(name.value(), tagsMax).asException();
    }
  }

  /** Removes a tag that exists, unless it is the one that every package has. */
  public void removeTag(Tx tx, PackageName name, DistTag tag) {
    if (tag.equals(DistTag.LATEST)) {
      throw new PackageProblem.TagProtected(name.value(), tag.value()).asException();
    }
    if (!tags.remove(tx, name, tag)) {
      throw new PackageProblem.VersionNotFound(name.value(), tag.value()).asException();
    }
    packages.touch(tx, name, clock.instant());
  }

  /** The removal of versions, and what is never taken again because of it. */
  public Removals removals() {
    return removals;
  }

  /** The rules of packages about how their versions were built. */
  public ProvenanceRules provenanceRules() {
    return rules;
  }

  /** The visibility that a package has or will have, even if nothing can be installed yet. */
  public Visibility visibility(Tx tx, PackageName name) {
    return packages.visibility(tx, name);
  }

  public void setVisibility(Tx tx, PackageName name, Visibility visibility) {
    packages.setVisibility(tx, name, visibility);
    packages.touch(tx, name, clock.instant());
  }
}

package dev.imprimatur.packages;

import dev.imprimatur.db.Tx;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Readme;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.HeldVersion.Kind;
import dev.imprimatur.problem.PackageProblem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;

/** The packages of this registry, their versions and dist-tags. */
public final class Packages {
  private final InstantSource clock;
  private final Limits.Uploads limits;
  private final PackageStore packages = new PackageStore();
  private final VersionStore versions = new VersionStore();
  private final DistTagStore tags = new DistTagStore();
  private final HeldStore helds = new HeldStore();
  private final DoubtStore doubts = new DoubtStore();
  private final ProvenanceRules rules = new ProvenanceRules(versions);

  public Packages(InstantSource clock, Limits.Uploads limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /**
   * Keeps others from publishing under this name until this transaction ends; to be called before
   * any row is locked.
   */
  public static void takeTurns(Tx tx, PackageName name) {
    tx.takeTurns(name.value());
  }

  /** Creates the package, or returns false if it exists. */
  public boolean create(Tx tx, PackageName name, Visibility visibility) {
    return packages.create(tx, name, visibility, clock.instant());
  }

  /** Whether the name is taken, also if nothing of the package can be installed yet. */
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

  /** How often the package has changed; empty if there is none. */
  public OptionalLong revision(Tx tx, PackageName name) {
    return packages.revision(tx, name);
  }

  /** The public packages that changed last. */
  public List<KnownPackage> newest(Tx tx, int packagesMax) {
    return packages.newest(tx, Visibility.PUBLIC, packagesMax);
  }

  /** Claims a version of an existing package, or returns false if it was ever taken. */
  public boolean claim(Tx tx, PackageName name, NewVersion added) {
    if (versions.count(tx, name) >= limits.versionsMax()) {
      throw new PackageProblem.TooManyVersions(name.value(), limits.versionsMax()).asException();
    }
    boolean claimed = versions.claim(tx, name, added, clock.instant());
    if (claimed) {
      packages.touch(tx, name, clock.instant());
    }
    return claimed;
  }

  /**
   * Some of all versions, in the order of their names.
   *
   * @param last those that come after this one; from the first on, if there is none
   */
  public List<ShownVersion> after(Tx tx, Optional<ShownVersion> last, int versionsMax) {
    return versions.after(tx, last, versionsMax);
  }

  /** What is read of the package has changed, and nobody has changed the package. */
  public void showAnew(Tx tx, PackageName name) {
    packages.showAnew(tx, name);
  }

  /** Says of versions that exist that they should not be used; an empty text takes that back. */
  public List<Version> deprecate(Tx tx, PackageName name, Map<Version, String> wanted) {
    var changed = new ArrayList<Version>();
    for (var published : versions.ofPackage(tx, name)) {
      var version = published.release().version();
      var message = wanted.get(version);
      if (message != null && !message.equals(published.release().deprecated().orElse(""))) {
        versions.deprecate(tx, name, version, Optional.of(message).filter(text -> !text.isEmpty()));
        changed.add(version);
      }
    }
    if (!changed.isEmpty()) {
      packages.touch(tx, name, clock.instant());
    }
    return List.copyOf(changed);
  }

  /** Holds a version of an existing package, or returns false if it is held or was ever taken. */
  public boolean hold(Tx tx, HeldVersion held) {
    return versions.find(tx, held.name(), held.version().version()).isEmpty()
        && helds.hold(tx, held);
  }

  /** What waits for an owner to look at it. */
  public List<HeldVersion> held(Tx tx, PackageName name) {
    return helds.ofPackage(tx, name, Kind.HELD);
  }

  /** The version, whatever it waits for. */
  public Optional<HeldVersion> held(Tx tx, PackageName name, Version version) {
    return helds.find(tx, name, version);
  }

  /** A held version by its id. */
  public HeldVersion requireHeld(Tx tx, String id) {
    return helds
        .find(tx, id, Kind.HELD)
        .orElseThrow(() -> new PackageProblem.HeldVersionNotFound(id).asException());
  }

  /** A version that waits, which may be much to read, by its id and the name of its package. */
  public record Held(String id, PackageName name) {}

  /** What waits to be approved, in all packages, the newest first. */
  public List<Held> staged(Tx tx) {
    return helds.newest(tx, Kind.STAGED);
  }

  /** A staged version by its id, if there is one. */
  public Optional<HeldVersion> staged(Tx tx, String id) {
    return helds.find(tx, id, Kind.STAGED);
  }

  /** How many versions of a package wait for anything. */
  public long heldCount(Tx tx, PackageName name) {
    return helds.count(tx, name);
  }

  /** Ends the holding of a version; returns false if somebody has ended it before. */
  public boolean unhold(Tx tx, HeldVersion held) {
    return helds.remove(tx, held.id());
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

  /** How a version was built, with what proves it; empty if nothing does. */
  public Optional<Attested> provenance(Tx tx, PackageName name, Version version) {
    return versions.provenance(tx, name, version);
  }

  /**
   * Some of all versions that came with provenance, in the order of their names.
   *
   * @param last those that come after this one; from the first on, if there is none
   */
  public List<ProvenVersion> proven(Tx tx, Optional<ProvenVersion> last, int versionsMax) {
    return versions.proven(tx, last, versionsMax);
  }

  /** What holds no more, as far as is known. */
  public Set<Doubted> doubted(Tx tx, Doubted.Attestation attestation) {
    return doubts.all(tx, attestation);
  }

  /** Says that something holds no more, or returns false if that is known. */
  public boolean doubt(Tx tx, Doubted each) {
    return doubts.add(tx, each);
  }

  /** Says that something holds again, or returns false if that is known. */
  public boolean believe(Tx tx, Doubted each) {
    return doubts.remove(tx, each);
  }

  public SequencedMap<DistTag, Version> distTags(Tx tx, PackageName name) {
    return tags.ofPackage(tx, name);
  }

  /**
   * Points the tag to a version that it was published with. Every package has a latest version,
   * whatever tag its first one came with.
   */
  public void pointTags(Tx tx, PackageName name, DistTag tag, Version version) {
    moveTag(tx, name, tag, version);
    if (!distTags(tx, name).containsKey(DistTag.LATEST)) {
      moveTag(tx, name, DistTag.LATEST, version);
    }
  }

  /** Points a tag to a version that exists. */
  public void moveTag(Tx tx, PackageName name, DistTag tag, Version version) {
    if (versions.find(tx, name, version).isEmpty()) {
      throw new PackageProblem.VersionNotFound(name.value(), version.value()).asException();
    }
    tags.move(tx, name, tag, version);
    packages.touch(tx, name, clock.instant());
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

  /** What packages require of how their versions were built. */
  public ProvenanceRules provenanceRules() {
    return rules;
  }

  /** Who will read the package or reads it already, also if nothing can be installed yet. */
  public Visibility visibility(Tx tx, PackageName name) {
    return packages.visibility(tx, name);
  }

  public void setVisibility(Tx tx, PackageName name, Visibility visibility) {
    packages.setVisibility(tx, name, visibility);
    packages.touch(tx, name, clock.instant());
  }
}

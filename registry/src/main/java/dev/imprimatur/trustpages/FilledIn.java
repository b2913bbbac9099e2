package dev.imprimatur.trustpages;

import dev.imprimatur.db.Database;
import dev.imprimatur.issuers.Issuers;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.rulebooks.Provider;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The reader of addresses from which a form is filled in: a pasted one, or a package's own. */
public final class FilledIn {
  private final Database db;
  private final Packages packages;
  private final Issuers issuers;

  public FilledIn(Database db, Packages packages, Issuers issuers) {
    this.db = db;
    this.packages = packages;
    this.issuers = issuers;
  }

  /** The settings that an address says, and the issuer whose system it is of. */
  record Found(Issuer issuer, Map<String, String> settings) {}

  /** Reads an address of a project or a file of any CI system that this registry trusts. */
  Optional<Found> from(String link) {
    return issuers.providers().all().stream()
        .flatMap(each -> found(link, each).stream())
        .findFirst();
  }

  /** Reads an address of a project or a file of this CI system. */
  Optional<Found> found(String link, Provider provider) {
    return link.isBlank()
        ? Optional.empty()
        : issuers.meant(provider).stream()
            .map(issuer -> new Found(issuer, issuer.settingsIn(link)))
            .filter(found -> !found.settings().isEmpty())
            .findFirst();
  }

  /** The repository that the latest version of a package names, which nobody has checked. */
  String repository(PackageName name) {
    return db.read(tx ->
            packages.isTaken(tx, name)
                ? Optional.ofNullable(packages.distTags(tx, name).get(DistTag.LATEST))
                    .flatMap(version -> packages.version(tx, name, version))
                : Optional.<dev.imprimatur.packages.PublishedVersion>empty())
        .map(version -> version.release().manifest().json())
        .flatMap(FilledIn::repository)
        .orElse("");
  }

  private static Optional<String> repository(JsonObject manifest) {
    return manifest
        .object("repository")
        .flatMap(object -> object.text("url"))
        .or(() -> manifest.text("repository"));
  }

  /** The issuers that a publisher of a provider can be of. */
  List<Issuer> issuers(Provider provider) {
    return issuers.meant(provider);
  }
}

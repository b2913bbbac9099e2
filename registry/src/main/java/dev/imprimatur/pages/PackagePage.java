package dev.imprimatur.pages;

import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import java.util.List;
import java.util.Optional;

/**
 * The page of a package: its latest version, how that came here, and its README.
 *
 * @param older the number of versions beside those listed
 */
record PackagePage(
    Site site,
    PackageName name,
    boolean open,
    Latest latest,
    Optional<SafeHtml> readme,
    List<Listed> versions,
    int older,
    Reader reader)
    implements Page {

  /**
   * The reader of a page.
   *
   * @param user who they are, if they have signed in with this browser
   * @param decides whether they decide whom the package trusts
   */
  record Reader(Optional<String> user, boolean decides) {}

  /**
   * The version that an install without a version gets.
   *
   * @param origin its provenance, if that was proven
   */
  record Latest(
      Version version,
      DisplayDate published,
      ManifestSummary about,
      Contents contents,
      PublisherSummary publishedBy,
      Optional<ProvenanceSummary> origin) {}

  /** The contents of its tarball. */
  record Contents(int files, String unpacked, String packed) {}

  /** A version among others. */
  record Listed(
      Version version,
      List<DistTag> tags,
      DisplayDate published,
      PublisherSummary publishedBy,
      Optional<ProvenanceSummary> origin) {
    Listed {
      tags = List.copyOf(tags);
    }
  }

  PackagePage {
    versions = List.copyOf(versions);
  }
}

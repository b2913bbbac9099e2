package dev.imprimatur.pages;

import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import java.util.List;
import java.util.Optional;

/**
 * A package: its latest version, how that came here, and what it says of itself.
 *
 * @param older how many versions there are beside those listed
 */
record PackagePage(
    Site site,
    PackageName name,
    boolean open,
    Latest latest,
    Optional<SafeHtml> readme,
    List<Listed> versions,
    int older)
    implements Page {

  /**
   * The version that an install without a version gets.
   *
   * @param origin how it was built, if that was proven
   */
  record Latest(
      Version version,
      DisplayDate published,
      ManifestSummary about,
      Contents contents,
      PublisherSummary publishedBy,
      Optional<ProvenanceSummary> origin) {}

  /** What is in its tarball. */
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

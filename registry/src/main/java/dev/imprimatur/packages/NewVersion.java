package dev.imprimatur.packages;

import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.Manifest;
import dev.imprimatur.npm.PublishedBy;
import dev.imprimatur.npm.Readme;
import dev.imprimatur.npm.Version;
import java.util.Optional;

/**
 * A version that is about to exist.
 *
 * @param provenance how it was built, if that was proven
 */
public record NewVersion(
    Version version,
    Manifest manifest,
    Contents contents,
    Optional<Readme> readme,
    Optional<VerifiedProvenance> provenance,
    PublishOrigin publication) {

  /** Returns this version after a person has approved it. */
  public NewVersion approvedBy(PublishedBy.Approver approver) {
    return new NewVersion(
        version,
        manifest,
        contents,
        readme,
        provenance,
        new PublishOrigin.Approved(publication, approver));
  }

  /**
   * The facts of its tarball, as they were computed from it.
   *
   * @param shasum SHA-1 in hex, which very old clients check
   */
  public record Contents(
      Integrity integrity, String shasum, long bytes, int fileCount, long unpackedBytes) {}
}

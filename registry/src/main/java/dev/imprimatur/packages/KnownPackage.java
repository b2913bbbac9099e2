package dev.imprimatur.packages;

import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Packument;
import java.time.Instant;
import java.util.Optional;

/**
 * A package that exists.
 *
 * @param revision counts the changes that a packument shows
 * @param unpublishedAt when it lost its last version, if it has none
 */
public record KnownPackage(
    PackageName name,
    Visibility visibility,
    long revision,
    Instant createdAt,
    Instant modifiedAt,
    Optional<Instant> unpublishedAt) {

  /** The {@code _rev} of its document. */
  public String rev() {
    return Packument.rev(revision, modifiedAt);
  }

  public boolean isPublic() {
    return visibility == Visibility.PUBLIC;
  }
}

package dev.imprimatur.packages;

import dev.imprimatur.npm.PackageName;
import java.time.Instant;

/**
 * A package that exists.
 *
 * @param revision counts the changes that a packument shows
 */
public record KnownPackage(
    PackageName name, Visibility visibility, long revision, Instant createdAt, Instant modifiedAt) {

  public boolean isPublic() {
    return visibility == Visibility.PUBLIC;
  }
}

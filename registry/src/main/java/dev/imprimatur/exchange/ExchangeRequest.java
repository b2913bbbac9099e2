package dev.imprimatur.exchange;

import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.npm.Version;
import java.util.Optional;

/**
 * The restrictions that a job asks for, so that its token is valid for less than a package.
 *
 * @param command what npm was called for, as it says itself: {@code publish}, {@code stage}
 * @param version the only version that the token shall publish
 * @param integrity the only tarball that the token shall publish
 * @param singleUse whether one write shall be its last
 */
record ExchangeRequest(
    String command, Optional<Version> version, Optional<Integrity> integrity, boolean singleUse) {

  /** The permission that the publisher must have for this to make sense, if it is known. */
  Optional<Permission> needs() {
    return switch (command) {
      case "publish" -> Optional.of(Permission.PUBLISH);
      case "stage" -> Optional.of(Permission.STAGE);
      default -> Optional.empty();
    };
  }
}

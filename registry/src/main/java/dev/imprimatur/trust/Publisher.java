package dev.imprimatur.trust;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Permission;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A trusted publisher: an outside identity that may publish a package.
 *
 * @param issuer whose tokens it is known by; the same claims from another issuer are another's
 * @param pins the ids of its project, empty until the first accepted token teaches them
 * @param revision counts its changes; tokens minted before one are dead
 * @param createdBy who added it, as the audit log writes it
 * @param futureOwner who will own the package, if it does not exist yet; then this is pending
 */
public record Publisher(
    PublisherId id,
    PackageName name,
    Provider provider,
    String issuer,
    Settings settings,
    JsonObject pins,
    Set<Permission> permissions,
    long revision,
    Instant createdAt,
    String createdBy,
    Optional<String> futureOwner) {

  public Publisher {
    permissions = Set.copyOf(permissions);
  }

  public boolean isPending() {
    return futureOwner.isPresent();
  }

  Publisher pinned(JsonObject learned) {
    return new Publisher(
        id,
        name,
        provider,
        issuer,
        settings,
        learned,
        permissions,
        revision,
        createdAt,
        createdBy,
        futureOwner);
  }
}

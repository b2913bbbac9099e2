package dev.imprimatur.gate;

import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.Owners;
import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.trust.Ownership;
import java.util.List;
import java.util.Optional;

/**
 * The owners of packages as {@code access} knows them, for {@code trust}, which does not know it.
 */
public record Owned(Owners owners) implements Ownership {

  @Override
  public List<String> of(Tx tx, PackageName name) {
    return owners.whose(tx, name).stream().map(OwnerName::value).toList();
  }

  @Override
  public Optional<String> ofScope(Tx tx, String scope) {
    return owners.ofScope(tx, scope).map(OwnerName::ofOrganization).map(OwnerName::value);
  }
}

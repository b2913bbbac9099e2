package dev.imprimatur.trust;

import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import java.util.List;
import java.util.Optional;

/**
 * Whose packages are, as the room of people knows it; owners are written as it writes them. A
 * trusted publisher counts for the owner who trusts it and for no other, however the two came to
 * one package.
 */
public interface Ownership {

  /** Those of a package; whose scope it is in if nobody has it yet; nobody's otherwise. */
  List<String> of(Tx tx, PackageName name);

  /** Whose a scope is; it is written without its at sign. */
  Optional<String> ofScope(Tx tx, String scope);

  /** The same of whatever a publisher can be for. */
  default List<String> of(Tx tx, Target target) {
    return target
        .name()
        .map(name -> of(tx, name))
        .orElseGet(() -> target.scope().flatMap(scope -> ofScope(tx, scope)).stream().toList());
  }
}

package dev.imprimatur.trust;

import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import java.util.List;
import java.util.Optional;

/**
 * The owners of packages, as {@code access} knows and writes them. A trusted publisher counts for
 * the owner who trusts it and for no other, however the two came to one package.
 */
public interface Ownership {

  /** The owners of a package; if it does not exist yet, the owner of its scope; otherwise none. */
  List<String> of(Tx tx, PackageName name);

  /** The owner of a scope, which is written without its at sign. */
  Optional<String> ofScope(Tx tx, String scope);

  /** The owners of whatever a publisher can be for. */
  default List<String> of(Tx tx, Target target) {
    return target
        .name()
        .map(name -> of(tx, name))
        .orElseGet(() -> target.scope().flatMap(scope -> ofScope(tx, scope)).stream().toList());
  }
}

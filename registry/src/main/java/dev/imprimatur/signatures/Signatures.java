package dev.imprimatur.signatures;

import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.RegistrySignature;
import dev.imprimatur.npm.Version;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** What this registry has signed: which bytes each version consists of. */
public final class Signatures {
  private final SignatureStore store = new SignatureStore();
  private final Keys keys;

  /**
   * Signs with the key that is kept there.
   *
   * @param random for the JDK's cryptography
   */
  public Signatures(KeyPlace place, SecureRandom random, InstantSource clock) {
    this.keys = new Keys(place, random, clock);
  }

  public Keys keys() {
    return keys;
  }

  /**
   * Signs what becomes true in this transaction. Returns false where there is no key yet: nobody
   * has started this registry, and whoever does so first signs everything.
   */
  public boolean sign(Tx tx, Statement statement) {
    var own = keys.use(tx, statement.publishedAt());
    own.ifPresent(key ->
        store.add(
            tx,
            statement,
            new RegistrySignature(key.id().value(), keys.sign(key, statement.text()))));
    return own.isPresent();
  }

  /** The signatures of a package's versions, the oldest key's first. */
  public Map<Version, List<Stamp>> of(Tx tx, PackageName name) {
    return store.ofPackage(tx, name);
  }
}

package dev.imprimatur.signatures;

import java.security.SecureRandom;
import java.util.Optional;

/** The place where the key that this registry signs with is kept. */
public sealed interface KeyLocation permits KeyFile, Pkcs11Key {
  /** Returns its name in a sentence; it is no secret. */
  String called();

  /** Finds the key with this id, if it is here. */
  Optional<OwnKey> find(KeyId id);

  /** Finds a key that the operator has put here before any was ever in force. */
  Optional<OwnKey> brought();

  /** Makes another key, which is durable here on return, and replaces none. */
  OwnKey next(SecureRandom random);

  /** Makes a key that is now in force the one that is found here first. */
  void adopt(OwnKey key);

  /** Deletes a key that came from {@link #next}, and has never been in force. */
  void discard(OwnKey key);
}

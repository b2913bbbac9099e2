package dev.imprimatur.signatures;

import java.security.SecureRandom;
import java.util.Optional;

/** Where the key that this registry signs with is kept. */
public sealed interface KeyLocation permits KeyFile, Pkcs11Key {
  /** What it is called in a sentence; it is no secret. */
  String called();

  /** The key with this id, if it is here. */
  Optional<OwnKey> find(KeyId id);

  /** A key that the operator has put here before any was ever in force. */
  Optional<OwnKey> brought();

  /** Another key, which is durable here on return, and in the way of nothing. */
  OwnKey next(SecureRandom random);

  /** The key is in force: from now on it is the one that is found here first. */
  void adopt(OwnKey key);

  /** The key came from {@link #next}, and has never been in force. */
  void discard(OwnKey key);
}

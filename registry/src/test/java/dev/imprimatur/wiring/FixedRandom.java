package dev.imprimatur.wiring;

import java.security.SecureRandom;
import java.util.Random;

/** A random source with the same numbers in every run, for the JDK's cryptography. */
final class FixedRandom extends SecureRandom {
  private final Random random;

  FixedRandom(long seed) {
    this.random = new Random(seed);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    random.nextBytes(bytes);
  }
}

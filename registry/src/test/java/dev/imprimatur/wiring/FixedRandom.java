package dev.imprimatur.wiring;

import java.security.SecureRandom;
import java.util.Random;

/** Falls alike in every run, where the JDK's cryptography wants to be sure that it does not. */
final class FixedRandom extends SecureRandom {
  private final Random dice;

  FixedRandom(long seed) {
    this.dice = new Random(seed);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    dice.nextBytes(bytes);
  }
}

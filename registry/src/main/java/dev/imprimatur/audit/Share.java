package dev.imprimatur.audit;

import dev.imprimatur.digests.HashAlgorithm;

/**
 * A share of the room that strangers have in the audit log: a chain of its own, whose oldest events
 * are forgotten when it is full. A stranger's events are all in one, so that whoever writes much
 * pushes out their own, and those of a sixteenth of the others.
 */
public record Share(int number) {
  private static final int SHARES = 16;

  public static Share of(String stranger) {
    return new Share(Integer.parseInt(HashAlgorithm.SHA_256.hex(stranger).substring(0, 1), SHARES));
  }
}

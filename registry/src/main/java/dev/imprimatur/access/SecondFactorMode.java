package dev.imprimatur.access;

import java.util.Optional;
import java.util.stream.Stream;

/** The acts for which an account is asked for its second factor, in npm's words. */
public enum SecondFactorMode {
  /** To sign in, and for all that decides about packages, people and tokens. */
  AUTH_ONLY("auth-only"),
  /** For all of that, and for every write to a package. */
  AUTH_AND_WRITES("auth-and-writes");

  private final String wire;

  SecondFactorMode(String wire) {
    this.wire = wire;
  }

  public String wire() {
    return wire;
  }

  public static Optional<SecondFactorMode> of(String wire) {
    return Stream.of(values()).filter(mode -> mode.wire.equals(wire)).findFirst();
  }
}

package dev.imprimatur.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The ways to get an account here. */
public enum Registration {
  /** Anybody makes one. */
  OPEN,
  /** Somebody invites them. */
  INVITE,
  /** The operator adds people, and nobody else does. */
  CLOSED,
  /** Whoever a provider vouches for gets one by signing in. */
  SSO;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Registration> of(String wire) {
    return Stream.of(values()).filter(each -> each.wire().equals(wire)).findFirst();
  }

  /** Returns whether a first sign-in by a provider makes an account. */
  public boolean bySignIn() {
    return this == OPEN || this == SSO;
  }
}

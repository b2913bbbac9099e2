package dev.imprimatur.npm;

import java.util.Arrays;
import java.util.Optional;

/** What npm lets a trusted publisher be allowed ({@code permissions} in its trust API). */
public enum Permission {
  /** {@code npm publish}, and with it {@code npm dist-tag}, for which npm knows no name. */
  PUBLISH("createPackage"),
  /** {@code npm stage publish}. */
  STAGE("createStagedPackage");

  private final String wire;

  Permission(String wire) {
    this.wire = wire;
  }

  public String wire() {
    return wire;
  }

  public static Optional<Permission> ofWire(String wire) {
    return Arrays.stream(values()).filter(each -> each.wire.equals(wire)).findFirst();
  }
}

package dev.imprimatur.tokens;

import java.util.Arrays;
import java.util.Optional;

/** The permission of a granular token for what it names, in npm's words. */
public enum TokenPermission {
  NO_ACCESS("no-access"),
  READ_ONLY("read-only"),
  READ_WRITE("read-write"),

  /** To do all that a writing token may, but for new versions, which it may only stage. */
  STAGE_ONLY("read-write-stage-only");

  private final String wire;

  TokenPermission(String wire) {
    this.wire = wire;
  }

  public String wire() {
    return wire;
  }

  public boolean reads() {
    return this != NO_ACCESS;
  }

  public boolean writes() {
    return this == READ_WRITE || this == STAGE_ONLY;
  }

  public static Optional<TokenPermission> find(String wire) {
    return Arrays.stream(values()).filter(each -> each.wire.equals(wire)).findFirst();
  }
}

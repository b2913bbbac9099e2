package dev.imprimatur.npm;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A permission of a trusted publisher. The first two are npm's ({@code permissions} in its trust
 * API), the others ours.
 */
public enum Permission {
  /** {@code npm publish}, and with it {@code npm dist-tag}, for which npm knows no name. */
  PUBLISH("createPackage"),
  /** {@code npm stage publish}. */
  STAGE("createStagedPackage"),
  /** {@code npm dist-tag} alone. */
  TAG("moveDistTag"),
  /** {@code npm deprecate}. */
  DEPRECATE("deprecatePackage"),
  /** Installing private packages. */
  READ("readPackage"),
  /** Adding, changing and removing trusted publishers. */
  MANAGE("managePublishers");

  private final String wire;

  Permission(String wire) {
    this.wire = wire;
  }

  public String wire() {
    return wire;
  }

  /** The option of commands that gives it: {@code --allow-publish}. */
  public String flag() {
    return switch (this) {
      case PUBLISH -> "--allow-publish";
      case STAGE -> "--allow-stage-publish";
      case TAG -> "--allow-dist-tag";
      case DEPRECATE -> "--allow-deprecate";
      case READ -> "--allow-read";
      case MANAGE -> "--allow-manage";
    };
  }

  public static Optional<Permission> ofWire(String wire) {
    return Arrays.stream(values()).filter(each -> each.wire.equals(wire)).findFirst();
  }

  /** All of them, for a sentence. */
  public static String all() {
    return Arrays.stream(values())
        .map(each -> "\"" + each.wire + "\"")
        .collect(Collectors.joining(", "));
  }
}

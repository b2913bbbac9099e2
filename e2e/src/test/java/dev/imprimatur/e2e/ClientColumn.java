package dev.imprimatur.e2e;

import java.util.Optional;

/** A client whose commands are tried; a column of the table in the manual. */
enum ClientColumn {
  NPM_11("npm 11"),
  NPM_12("npm 12"),
  PNPM("pnpm 12"),
  YARN("yarn 4"),
  BUN("bun 1");

  private final String title;

  ClientColumn(String title) {
    this.title = title;
  }

  /** The name of the client, with the major version that is tried. */
  String title() {
    return title;
  }

  boolean isNpm() {
    return this == NPM_11 || this == NPM_12;
  }

  /** The program, if it could be had. */
  Optional<Npm> program() {
    return switch (this) {
      case NPM_11 -> Optional.of(Clients.all().getFirst());
      case NPM_12 -> Optional.of(Clients.all().getLast()).filter(npm -> !npm.command().isEmpty());
      case PNPM -> Clients.pnpm();
      case YARN -> Clients.yarn();
      case BUN -> Clients.bun();
    };
  }
}

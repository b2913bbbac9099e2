package dev.imprimatur.gate;

import dev.imprimatur.http.Request;
import dev.imprimatur.secret.Secret;
import java.util.Optional;

/** The credential that a request brought, if any. */
record Credential(
    Optional<Secret> bearer, boolean otherKind, String userAgent, String address, String command) {
  Credential(Request request) {
    this(
        request.bearer(),
        request.hasOtherCredentials(),
        request.header("user-agent").orElse(""),
        request.address(),
        request.header("npm-command").orElse(""));
  }

  /** Returns whether there is none, and the client does not show a refusal for that. */
  boolean isSilent() {
    return bearer.isEmpty() && !otherKind && command.equals("outdated");
  }
}

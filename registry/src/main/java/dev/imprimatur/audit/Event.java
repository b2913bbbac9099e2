package dev.imprimatur.audit;

import dev.imprimatur.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/** An event that somebody may ask about in a year; holds no secret. */
public sealed interface Event
    permits PackageEvent,
        RemovalEvent,
        OwnershipEvent,
        TrustEvent,
        ExchangeEvent,
        PeopleEvent,
        SignOnEvent,
        AccountEvent,
        OrganizationEvent,
        NoticeEvent,
        KeyEvent,
        LogEvent {

  EventKind kind();

  /** Returns the package it is about, or the pattern of packages, if any. */
  Optional<String> about();

  JsonObject facts();

  /**
   * Returns the stranger who alone caused it, as far as they have proved who they are. Anybody can
   * cause such events, so that the oldest are forgotten when there are too many.
   */
  default Optional<String> stranger() {
    return Optional.empty();
  }

  /** Begins the facts of an event about a trusted publisher. */
  static JsonObject.Builder of(UUID publisher) {
    return JsonObject.with("publisher", publisher.toString());
  }
}

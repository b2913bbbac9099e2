package dev.imprimatur.audit;

import java.util.UUID;

/** The author of an event, as the log writes it: {@code person:alice}. */
public record Actor(String value) {
  /** Somebody who has not proved who they are. */
  public static final Actor ANYONE = new Actor("anyone");

  /** Whoever may run commands on the server's own machine. */
  public static final Actor OPERATOR = new Actor("operator");

  /** The registry itself, when something has come of its time. */
  public static final Actor REGISTRY = new Actor("registry");

  public static Actor person(String user) {
    return new Actor("person:" + user);
  }

  public static Actor publisher(UUID id) {
    return new Actor("publisher:" + id);
  }
}

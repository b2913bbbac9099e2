package dev.imprimatur.e2e;

import java.io.IOException;
import java.util.List;

/** Something that somebody asks for, and that is done as a whole or not at all, whenever we die. */
interface Deed {
  /** What it is, for the figures. */
  String kind();

  /**
   * Asks for it, as often as it is not done; returns once it is acknowledged.
   *
   * @throws IOException when whoever was asked died before they answered
   */
  void ask(Server server) throws IOException;

  /** Kills what does it, if that is not the server. */
  default void kill() {}

  /** Returns whether it was done, and requires that it was done whole or not at all. */
  boolean done(Server server);

  /** The events that tell of it, as {@link ToldEvents} names them. */
  List<String> events();
}

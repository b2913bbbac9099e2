package dev.imprimatur.audit;

/**
 * The kind of an event as it stands in the log: one that this build knows, or the name of one that
 * it does not. Servers of two builds may write one log, and a log outlives every build.
 */
public sealed interface EntryKind permits EventKind, EntryKind.Unknown {

  /** The kind's name in the log, in exports and in messages: {@code version-published}. */
  String wire();

  /** The kind of this name. */
  static EntryKind of(String wire) {
    return EventKind.find(wire).<EntryKind>map(known -> known).orElseGet(() -> new Unknown(wire));
  }

  /**
   * A kind that another build knows. Its events are read, exported and verified like all others, as
   * the hash covers the name and not its meaning; this build tells nobody of them.
   */
  record Unknown(String wire) implements EntryKind {}
}

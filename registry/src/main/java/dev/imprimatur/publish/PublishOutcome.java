package dev.imprimatur.publish;

/** What became of a write that was not refused. */
enum PublishOutcome {
  /** The version is new. */
  NEW,
  /** The same, and everybody sees it, although the client asked for a private package. */
  NEW_IN_PUBLIC,
  /**
   * The very same was published before, by the same caller: an answer got lost, and he asks again.
   */
  BEFORE,
  /** The version was taken, and an owner has to let it go. */
  HELD,
  /** It was no publish, and what it wanted is true now. */
  CHANGED
}

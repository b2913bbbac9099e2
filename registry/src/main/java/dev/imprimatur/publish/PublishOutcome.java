package dev.imprimatur.publish;

/** The outcome of a write that was not refused. */
enum PublishOutcome {
  /** The version is new. */
  NEW,
  /** The version is new and everybody sees it, although the client asked for a private package. */
  NEW_IN_PUBLIC,
  /** The same caller published the very same before: the answer got lost, and they ask again. */
  BEFORE,
  /** The version was taken, and an owner has to let it go. */
  HELD,
  /** It was no publish, and the change that it asked for is made. */
  CHANGED
}

package dev.imprimatur.publish;

/** What became of a publish that was not refused. */
enum Published {
  /** The version is new. */
  NEW,
  /**
   * The very same was published before, by the same caller: an answer got lost, and he asks again.
   */
  BEFORE
}

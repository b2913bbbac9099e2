package dev.imprimatur.testkit.sigstore;

/** The proof of a bundle of version 0.3 that says when it was signed. */
public enum TimestampKind {
  /** The promise of a log of version 1: what npm 11 and 12 make. */
  LOGGED,
  /** Such a promise, and an RFC 3161 timestamp as well: what pnpm's own publisher makes. */
  LOGGED_WITH_TIMESTAMP,
  /** A timestamp; there is an entry in a log of version 2, which does not say when. */
  LOGGED_IN_TILES,
  /** A timestamp, and no log: GitHub's own instance for private repositories. */
  TIMESTAMP_ALONE
}

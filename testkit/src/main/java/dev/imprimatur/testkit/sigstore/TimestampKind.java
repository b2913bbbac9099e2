package dev.imprimatur.testkit.sigstore;

/** How a bundle of version 0.3 says when it was signed. */
public enum TimestampKind {
  /** By the promise of a log of version 1: what npm 11 and 12 make. */
  LOGGED,
  /** The same, and by an RFC 3161 timestamp as well: what pnpm's own publisher makes. */
  LOGGED_WITH_TIMESTAMP,
  /** By a timestamp; there is an entry in a log of version 2, which does not say when. */
  LOGGED_IN_TILES,
  /** By a timestamp; there is no log: GitHub's own instance for private repositories. */
  TIMESTAMP_ALONE
}

package dev.imprimatur.bundle;

import java.util.Locale;

/** The reason why a bundle proves nothing: the first check that it failed. */
public enum Reason {
  /** It is not JSON, base64, DER or whatever it must be there. */
  MALFORMED,
  /** It is well-formed, and lacks or has twice what a bundle of its kind must have once. */
  CONTENT,
  /** Its media type is none that we read. */
  MEDIA_TYPE,
  /** Its log entry is of a log that we do not know. */
  LOG,
  /** Its log entry is missing, or its promise does not hold. */
  LOG_ENTRY,
  /** The entry does not lie in the log. */
  LOG_PROOF,
  /** The log did not sign the tree that the proof ends in. */
  LOG_CHECKPOINT,
  /** The log entry tells of something else than this bundle. */
  LOG_BODY,
  /** Nobody whom we trust says when it was signed. */
  TIMESTAMP,
  /** No authority that we trust certified its signer at that time. */
  CERTIFICATE,
  /** No certificate log that we trust promised to list the certificate. */
  CERTIFICATE_LOG,
  /** It is signed by a key that we do not know. */
  PUBLIC_KEY,
  /** The signature is not of this payload by this key. */
  SIGNATURE,
  /** The signed payload is no in-toto statement. */
  STATEMENT;

  /** Returns its code for programs: {@code log-entry}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

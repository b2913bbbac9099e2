package dev.imprimatur.testkit;

/** One way in which an issuer can publish its keys wrongly. */
public enum Misbehaviour {
  /** A redirect to the genuine document, at an address that counts its visitors. */
  DISCOVERY_REDIRECTS(Document.DISCOVERY),
  /** An HTML page with status 200. */
  DISCOVERY_IS_HTML(Document.DISCOVERY),
  /** The genuine document as {@code text/plain}. */
  DISCOVERY_IS_PLAIN_TEXT(Document.DISCOVERY),
  /** The genuine document with 2 MiB of spaces behind it, sent without a length. */
  DISCOVERY_IS_OVERSIZED(Document.DISCOVERY),
  /** A body that comes a byte at a time and never ends. */
  DISCOVERY_DRIPS(Document.DISCOVERY),
  /** An {@code issuer} that begins like the genuine one and is not it. */
  DISCOVERY_NAMES_ANOTHER_ISSUER(Document.DISCOVERY),
  /** A {@code jwks_uri} on another host, which has the genuine keys and counts its visitors. */
  DISCOVERY_SENDS_TO_ANOTHER_HOST(Document.DISCOVERY),

  /** A redirect to the genuine keys, at an address that counts its visitors. */
  KEYS_REDIRECT(Document.KEYS),
  /** An HTML page with status 200. */
  KEYS_ARE_HTML(Document.KEYS),
  /** The genuine keys as {@code text/plain}. */
  KEYS_ARE_PLAIN_TEXT(Document.KEYS),
  /** The genuine keys with 2 MiB of spaces behind them, sent without a length. */
  KEYS_ARE_OVERSIZED(Document.KEYS),
  /** A body that comes a byte at a time and never ends. */
  KEYS_DRIP(Document.KEYS),
  /** The genuine keys behind a byte order mark, which RFC 8259 forbids to send. */
  KEYS_BEGIN_WITH_A_BOM(Document.KEYS),
  /** A well-formed set without a key. */
  KEYS_ARE_NONE(Document.KEYS),
  /** A second, different key under the id of the current one. */
  KEY_ID_TWICE(Document.KEYS),
  /** A key without sense in front of the genuine ones, which are all still good. */
  MALFORMED_KEY_AMONG_GOOD(Document.KEYS);

  /** A document that an issuer publishes; {@code ELSEWHERE} is where only misbehaviour leads. */
  enum Document {
    DISCOVERY,
    KEYS,
    ELSEWHERE
  }

  private final Document document;

  Misbehaviour(Document document) {
    this.document = document;
  }

  Document document() {
    return document;
  }
}

package dev.imprimatur.issuers;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.json.Json;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.Issuer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tables {@code issuer}, {@code issuer_state} and {@code issued_since}. */
final class IssuerStore {
  private static final String ADD =
      """
      INSERT INTO issuer (url, provider, terms, added_at, added_by, follows)
      VALUES (?, ?, ?, ?, ?, FALSE)
      ON CONFLICT (url) DO NOTHING
      """;

  private static final String FOLLOW =
      """
      INSERT INTO issuer (url, provider, terms, added_at, added_by, follows)
      VALUES (?, ?, ?, ?, ?, TRUE)
      ON CONFLICT (url) DO NOTHING
      """;

  private static final String FOLLOWING = "SELECT url FROM issuer WHERE follows ORDER BY url";

  private static final String ALL =
      """
      SELECT url, provider, terms, added_at, added_by
      FROM issuer
      ORDER BY url
      """;

  private static final String FIND =
      """
      SELECT url, provider, terms, added_at, added_by
      FROM issuer
      WHERE url = ?
      """;

  private static final String SAVE =
      """
      INSERT INTO issuer (url, provider, terms, added_at, added_by, follows)
      VALUES (?, ?, ?, ?, ?, FALSE)
      ON CONFLICT (url) DO UPDATE SET terms = excluded.terms, follows = FALSE
      """;

  private static final String REMOVE = "DELETE FROM issuer WHERE url = ?";

  private static final String STATES =
      """
      SELECT url, off_at, off_by, keys_since
      FROM issuer_state
      """;

  private static final String STATE =
      """
      SELECT url, off_at, off_by, keys_since
      FROM issuer_state
      WHERE url = ?
      """;

  private static final String SWITCH =
      """
      INSERT INTO issuer_state (url, off_at, off_by)
      VALUES (?, ?, ?)
      ON CONFLICT (url) DO UPDATE SET off_at = excluded.off_at, off_by = excluded.off_by
      """;

  private static final String RENEW =
      """
      INSERT INTO issuer_state (url, keys_since)
      VALUES (?, ?)
      ON CONFLICT (url) DO UPDATE SET keys_since = excluded.keys_since
      """;

  private static final String EXPIRE =
      """
      INSERT INTO issued_since (id, since)
      VALUES (1, ?)
      ON CONFLICT (id) DO UPDATE SET since = excluded.since
      """;

  private static final String ISSUED_SINCE = "SELECT since FROM issued_since WHERE id = 1";

  private static final String FORGET_RENEWAL =
      "UPDATE issuer_state SET keys_since = NULL WHERE url = ?";

  private final Providers providers;

  IssuerStore(Providers providers) {
    this.providers = providers;
  }

  /** An issuer that somebody added. */
  record Added(Issuer issuer, Instant at, String by) {}

  /** Adds the issuer; returns false if there is one of this address. */
  boolean add(Tx tx, Issuer issuer, Instant now, String by) {
    return tx.update(ADD, row(issuer, now, by)) == 1;
  }

  /**
   * Adds an issuer that follows from a publisher's settings, and is there for as long as they are.
   */
  boolean follow(Tx tx, Issuer issuer, Instant now, String by) {
    return tx.update(FOLLOW, row(issuer, now, by)) == 1;
  }

  /** Saves these terms of an issuer, also of one that is built in. */
  void save(Tx tx, Issuer issuer, Instant now, String by) {
    tx.update(SAVE, row(issuer, now, by));
  }

  private static Object[] row(Issuer issuer, Instant now, String by) {
    return new Object[] {
      issuer.url(), issuer.provider().id(), Json.text(IssuerJson.write(issuer)), now, by
    };
  }

  /** The addresses of issuers that follow from publishers' settings. */
  List<String> following(Tx tx) {
    return tx.list(FOLLOWING, row -> row.text("url"));
  }

  List<Added> all(Tx tx) {
    return tx.list(ALL, this::added);
  }

  Optional<Added> find(Tx tx, String url) {
    return tx.one(FIND, this::added, url);
  }

  /**
   * Removes an issuer, and forgets since when its keys count, as whoever adds it again brings keys
   * anew; if it is off it stays off, until somebody switches it on.
   */
  boolean remove(Tx tx, String url) {
    tx.update(FORGET_RENEWAL, url);
    return tx.update(REMOVE, url) == 1;
  }

  List<State> states(Tx tx) {
    return tx.list(STATES, IssuerStore::state);
  }

  Optional<State> state(Tx tx, String url) {
    return tx.one(STATE, IssuerStore::state, url);
  }

  void switchOff(Tx tx, String url, Instant now, String by) {
    tx.update(SWITCH, url, now, by);
  }

  void switchOn(Tx tx, String url) {
    tx.update(SWITCH, url, Optional.empty(), Optional.empty());
  }

  void renewKeys(Tx tx, String url, Instant since) {
    tx.update(RENEW, url, since);
  }

  /** Sets the moment before which no identity token may have been issued. */
  void expire(Tx tx, Instant since) {
    tx.update(EXPIRE, since);
  }

  Instant issuedSince(Tx tx) {
    return tx.one(ISSUED_SINCE, row -> row.instant("since")).orElse(Instant.MIN);
  }

  private Added added(Row row) {
    var provider = providers.find(row.text("provider")).orElseThrow();
    var issuer = IssuerJson.read(provider, row.text("url"), Json.readOwn(row.text("terms")));
    return new Added(issuer, row.instant("added_at"), row.text("added_by"));
  }

  private static State state(Row row) {
    return new State(
        row.text("url"),
        row.maybeInstant("off_at"),
        row.maybeText("off_by"),
        row.maybeInstant("keys_since"));
  }

  /**
   * The state of an issuer, whether it was added, configured or built in.
   *
   * @param offAt when it was switched off, if it is off
   * @param keysSince keys from before this moment are not used any more
   */
  record State(
      String url, Optional<Instant> offAt, Optional<String> offBy, Optional<Instant> keysSince) {}
}

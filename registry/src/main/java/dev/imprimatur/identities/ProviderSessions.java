package dev.imprimatur.identities;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The sessions that began with a provider's word, so that its word can end them; the tables {@code
 * provider_session} and {@code spent_logout}.
 */
public final class ProviderSessions {
  private static final String ADD =
      """
      INSERT INTO provider_session (token, issuer, subject, session, expires_at)
      VALUES (?, ?, ?, ?, ?)
      """;

  private static final String OF_SESSION =
      """
      SELECT token, subject
      FROM provider_session
      WHERE issuer = ? AND session = ?
      """;

  private static final String OF_SUBJECT =
      """
      SELECT token, subject
      FROM provider_session
      WHERE issuer = ? AND subject = ?
      """;

  private static final String MOVE =
      "UPDATE provider_session SET token = ?, expires_at = ? WHERE token = ?";

  private static final String ISSUER = "SELECT issuer FROM provider_session WHERE token = ?";

  private static final String REMOVE_EXPIRED = "DELETE FROM provider_session WHERE expires_at < ?";

  private static final String SPEND =
      """
      INSERT INTO spent_logout (issuer, id, expires_at)
      VALUES (?, ?, ?)
      ON CONFLICT (issuer, id) DO NOTHING
      """;

  private static final String FORGET_SPENT = "DELETE FROM spent_logout WHERE expires_at < ?";

  /** A session here, and the person there with whom it began. */
  public record Begun(UUID token, String subject) {}

  /**
   * The session there that one here began with.
   *
   * @param session its name there, if the provider names them
   * @param expiresAt when the one here ends
   */
  public record Origin(OutsideId who, Optional<String> session, Instant expiresAt) {}

  /** Remembers which session of the provider's a session here came from. */
  public void add(Tx tx, UUID token, Origin origin) {
    tx.update(
        ADD,
        token,
        origin.who().issuer(),
        origin.who().subject(),
        origin.session(),
        origin.expiresAt());
  }

  /** Lets one session here take the place of another, so that what ends that ends it. */
  public void move(Tx tx, UUID former, UUID token, Instant expiresAt) {
    tx.update(MOVE, token, expiresAt, former);
  }

  /** Finds the provider by whose word a session here began. */
  public Optional<String> issuerOf(Tx tx, UUID token) {
    return tx.one(ISSUER, row -> row.text("issuer"), token);
  }

  /**
   * The sessions here that came from one there; from all of a person there if none is named.
   *
   * @param subject whose they must be, if the provider says so
   */
  public List<Begun> of(Tx tx, String issuer, Optional<String> subject, Optional<String> session) {
    var found =
        session.isPresent()
            ? tx.list(OF_SESSION, ProviderSessions::begun, issuer, session.get())
            : tx.list(OF_SUBJECT, ProviderSessions::begun, issuer, subject.orElse(""));
    return found.stream()
        .filter(each -> subject.filter(who -> !who.equals(each.subject())).isEmpty())
        .toList();
  }

  /** Spends the id of a logout token; returns false if it was spent before. */
  public boolean spend(Tx tx, String issuer, String id, Instant expiresAt) {
    return tx.update(SPEND, issuer, id, expiresAt) == 1;
  }

  /** Forgets what is over, and what was spent and is taken no more. */
  public int sweep(Tx tx, Instant before) {
    return tx.update(REMOVE_EXPIRED, before) + tx.update(FORGET_SPENT, before);
  }

  private static Begun begun(Row row) {
    return new Begun(UUID.fromString(row.text("token")), row.text("subject"));
  }
}

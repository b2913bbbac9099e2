package dev.imprimatur.secondfactor;

import dev.imprimatur.access.UserName;
import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.TokenId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The table {@code challenge}. */
final class ChallengeStore {
  private static final String ADD =
      """
      INSERT INTO challenge
        (id, kind, page_sha256, done_sha256, account, token, act, subject, command, address,
          created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String OF_PAGE =
      """
      SELECT id, kind, account, token, act, subject, command, address, created_at, expires_at,
        approved_at, redeemed_at
      FROM challenge
      WHERE page_sha256 = ? AND expires_at > ?
      """;

  private static final String OF_CLIENT =
      """
      SELECT id, kind, account, token, act, subject, command, address, created_at, expires_at,
        approved_at, redeemed_at
      FROM challenge
      WHERE done_sha256 = ? AND expires_at > ?
      """;

  private static final String OF_CODE =
      """
      SELECT id, kind, account, token, act, subject, command, address, created_at, expires_at,
        approved_at, redeemed_at
      FROM challenge
      WHERE code_sha256 = ? AND token = ? AND expires_at > ?
      """;

  private static final String COUNT = "SELECT count(*) AS n FROM challenge WHERE expires_at > ?";

  private static final String COUNT_OF_ADDRESS =
      "SELECT count(*) AS n FROM challenge WHERE address = ? AND expires_at > ?";

  private static final String APPROVE =
      """
      UPDATE challenge
      SET account = ?, approved_at = ?
      WHERE id = ? AND approved_at IS NULL AND expires_at > ?
        AND (account IS NULL OR account = ?)
      """;

  private static final String REDEEM =
      """
      UPDATE challenge
      SET redeemed_at = ?, code_sha256 = ?
      WHERE id = ? AND approved_at IS NOT NULL AND redeemed_at IS NULL
      """;

  private static final String REMOVE = "DELETE FROM challenge WHERE id = ? AND approved_at IS NULL";
  private static final String REMOVE_OF = "DELETE FROM challenge WHERE account = ?";
  private static final String REMOVE_EXPIRED = "DELETE FROM challenge WHERE expires_at <= ?";

  void add(Tx tx, Challenge challenge, Secret page, Secret done) {
    var asked = challenge.asked();
    tx.update(
        ADD,
        challenge.id(),
        challenge.kind().wire(),
        page.sha256(),
        done.sha256(),
        challenge.account().map(UserName::value),
        challenge.token().map(TokenId::value),
        asked.purpose().act().name(),
        asked.purpose().subject(),
        asked.command(),
        asked.address(),
        challenge.createdAt(),
        challenge.expiresAt());
  }

  Optional<Challenge> ofPage(Tx tx, Secret page, Instant now) {
    return tx.one(OF_PAGE, ChallengeStore::challenge, page.sha256(), now);
  }

  Optional<Challenge> ofClient(Tx tx, Secret done, Instant now) {
    return tx.one(OF_CLIENT, ChallengeStore::challenge, done.sha256(), now);
  }

  Optional<Challenge> ofCode(Tx tx, Secret code, TokenId token, Instant now) {
    return tx.one(OF_CODE, ChallengeStore::challenge, code.sha256(), token.value(), now);
  }

  long count(Tx tx, Instant now) {
    return tx.one(COUNT, row -> row.number("n"), now).orElse(0L);
  }

  long countOfAddress(Tx tx, String address, Instant now) {
    return tx.one(COUNT_OF_ADDRESS, row -> row.number("n"), address, now).orElse(0L);
  }

  boolean approve(Tx tx, UUID id, UserName user, Instant now) {
    return tx.update(APPROVE, user.value(), now, id, now, user.value()) == 1;
  }

  boolean redeem(Tx tx, UUID id, Optional<Secret> code, Instant now) {
    return tx.update(REDEEM, now, code.map(Secret::sha256), id) == 1;
  }

  boolean remove(Tx tx, UUID id) {
    return tx.update(REMOVE, id) == 1;
  }

  void removeOf(Tx tx, UserName user) {
    tx.update(REMOVE_OF, user.value());
  }

  int removeExpired(Tx tx, Instant now) {
    return tx.update(REMOVE_EXPIRED, now);
  }

  private static Challenge challenge(Row row) {
    var purpose = new Purpose(Purpose.Act.valueOf(row.text("act")), row.text("subject"));
    return new Challenge(
        UUID.fromString(row.text("id")),
        kind(row.text("kind")),
        row.maybeText("account").map(UserName::new),
        row.maybeText("token").map(id -> new TokenId(UUID.fromString(id))),
        new Challenge.Asked(purpose, row.text("command"), row.text("address")),
        row.instant("created_at"),
        row.instant("expires_at"),
        row.maybeInstant("approved_at"),
        row.maybeInstant("redeemed_at"));
  }

  private static Challenge.Kind kind(String wire) {
    return Stream.of(Challenge.Kind.values())
        .filter(kind -> kind.wire().equals(wire))
        .findFirst()
        .orElseThrow();
  }
}

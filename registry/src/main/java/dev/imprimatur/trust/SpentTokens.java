package dev.imprimatur.trust;

import dev.imprimatur.db.Tx;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.Problem;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Which identity tokens were exchanged for which packages; the table {@code spent_token}.
 *
 * <p>A token is spent for each package and not outright: some CI systems give a job one token, and
 * it publishes many packages with it. The issuer is part of the key, as it chooses the ids of its
 * tokens, and could else choose another's.
 */
public final class SpentTokens {
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Duration MARGIN = Duration.ofSeconds(60);

  private static final String SPEND =
      """
      INSERT INTO spent_token (issuer, token_key, package, spent_at, keep_until)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (issuer, token_key, package) DO NOTHING
      """;

  private static final String FIRST_USE =
      """
      SELECT spent_at
      FROM spent_token
      WHERE issuer = ? AND token_key = ? AND package = ?
      """;

  private static final String RECENT =
      """
      SELECT count(*) AS n
      FROM spent_token
      WHERE package = ? AND spent_at > ?
      """;

  private static final String SWEEP = "DELETE FROM spent_token WHERE keep_until < ?";

  private final InstantSource clock;
  private final Limits.Trust limits;

  public SpentTokens(InstantSource clock, Limits.Trust limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /** Spends an identity token for a package, or refuses it as spent before. */
  public void spend(Tx tx, Issuers.Proof proof, PackageName name) {
    var issuer = proof.claims().issuerUrl();
    requireRoom(tx, name);
    // Twice the leeway: the clock may step back as far as it may be wrong.
    var keepUntil = proof.expiresAt().plus(limits.leeway().multipliedBy(2)).plus(MARGIN);
    boolean first =
        tx.update(SPEND, issuer, proof.spentKey(), name.value(), clock.instant(), keepUntil) == 1;
    if (!first) {
      var firstUse =
          tx.one(FIRST_USE, row -> row.instant("spent_at"), issuer, proof.spentKey(), name.value());
      throw new Problem.Replayed(name.value(), firstUse.orElse(clock.instant())).asException();
    }
  }

  /** Bounds what one publisher with a loop in its workflow can add to this table, and to tokens. */
  private void requireRoom(Tx tx, PackageName name) {
    long recent =
        tx.one(RECENT, row -> row.number("n"), name.value(), clock.instant().minus(WINDOW))
            .orElse(0L);
    if (recent >= limits.exchangesPerMinute()) {
      throw new Problem.TooManyExchanges(name.value(), WINDOW).asException();
    }
  }

  /** Forgets tokens that nobody would take any more. */
  public int sweep(Tx tx) {
    return tx.update(SWEEP, clock.instant());
  }
}

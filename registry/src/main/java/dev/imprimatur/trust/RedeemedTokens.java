package dev.imprimatur.trust;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.rulebooks.Provider.Supply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/**
 * The identity tokens that were exchanged, with the packages that they were exchanged for; the
 * table {@code redeemed_token}.
 *
 * <p>A token is redeemed for each package separately: some CI systems give a job one token, and it
 * publishes many packages with it. Such a token may also come back for the same package, a few
 * times. The issuer is part of the key, as it chooses the ids of its tokens, and could otherwise
 * choose another's.
 */
public final class RedeemedTokens {
  private static final Duration MARGIN = Duration.ofSeconds(60);

  private static final String SPEND =
      """
      INSERT INTO redeemed_token (issuer, token_key, package, spent_at, keep_until, uses)
      VALUES (?, ?, ?, ?, ?, 1)
      ON CONFLICT (issuer, token_key, package) DO NOTHING
      """;

  private static final String SPEND_AGAIN =
      """
      UPDATE redeemed_token
      SET uses = uses + 1
      WHERE issuer = ? AND token_key = ? AND package = ? AND uses < ?
      """;

  private static final String FIND =
      """
      SELECT spent_at, uses, published_at
      FROM redeemed_token
      WHERE issuer = ? AND token_key = ? AND package = ?
      """;

  /** One statement, so that of two who publish at once only one does. */
  private static final String PUBLISHED =
      """
      UPDATE redeemed_token
      SET published_at = ?, published_by = ?
      WHERE issuer = ? AND token_key = ? AND package = ?
        AND (published_by IS NULL OR published_by = ?)
      """;

  private static final String SWEEP = "DELETE FROM redeemed_token WHERE keep_until < ?";

  private final InstantSource clock;
  private final Limits limits;
  private final MinuteCounter pace;

  public RedeemedTokens(InstantSource clock, Limits limits) {
    this.clock = clock;
    this.limits = limits;
    this.pace = new MinuteCounter(clock);
  }

  /**
   * An identity token that is to be redeemed.
   *
   * @param key what it is remembered by, together with its issuer
   * @param expiresAt after which nobody would take it anyway
   * @param supply whether a job has others
   */
  public record Token(String issuer, String key, Instant expiresAt, Supply supply) {}

  /**
   * The state of a token after it was redeemed.
   *
   * @param uses how often it was redeemed for this package by now
   * @param published whether a version was published with it before
   */
  public record Redeemed(long uses, boolean published) {}

  /**
   * Redeems a token.
   *
   * @param on the name of a package, or a word that can be none
   */
  public Redeemed redeem(Tx tx, Token token, String on) {
    requireRoom(on);
    // A refused or rolled-back exchange redeems nothing, and could not be uncounted.
    tx.afterCommit(() -> pace.count(on));
    // Twice the leeway, as the clock may step back as far as it may be wrong. The token that was
    // bought may live longer; until it ends, only one of those bought may publish.
    var keepUntil =
        token
            .expiresAt()
            .plus(limits.trust().leeway().multipliedBy(2))
            .plus(MARGIN)
            .plus(TokenTerms.LONGEST);
    boolean first =
        tx.update(SPEND, token.issuer(), token.key(), on, clock.instant(), keepUntil) == 1;
    if (first) {
      return new Redeemed(1, false);
    }
    long usesMax =
        token.supply() == Supply.ONE_FOR_EACH_JOB ? limits.publishers().usesPerJobMax() : 1;
    boolean again = tx.update(SPEND_AGAIN, token.issuer(), token.key(), on, usesMax) == 1;
    var before = tx.one(FIND, Before::of, token.issuer(), token.key(), on).orElseThrow();
    if (!again) {
      throw new ExchangeProblem.Replayed(on, before.at(), before.uses()).asException();
    }
    return new Redeemed(before.uses(), before.published());
  }

  /** The state of a token before it is redeemed. */
  private record Before(Instant at, long uses, boolean published) {
    static Before of(Row row) {
      return new Before(
          row.instant("spent_at"),
          row.number("uses"),
          row.maybeInstant("published_at").isPresent());
    }
  }

  /**
   * The minted token that somebody publishes with.
   *
   * @param issuer who signed the identity token that bought it
   * @param key what that identity token is remembered by
   * @param id of the token that was minted for it
   */
  public record Bought(String issuer, String key, UUID id) {}

  /**
   * Notes that a version is published with a token that an identity token has bought; returns false
   * if another one that it has bought published before.
   */
  public boolean publish(Tx tx, Bought bought, PackageName name) {
    return tx.update(
            PUBLISHED,
            clock.instant(),
            bought.id(),
            bought.issuer(),
            bought.key(),
            name.value(),
            bought.id())
        == 1;
  }

  /**
   * Limits how much one publisher with a loop in its workflow can add to this table, and to tokens.
   */
  private void requireRoom(String on) {
    if (pace.of(on) >= limits.publishers().exchangesPerMinute()) {
      throw new ExchangeProblem.TooManyExchanges(on, MinuteCounter.WINDOW).asException();
    }
  }

  /** Forgets tokens that nobody would take any more. */
  public int sweep(Tx tx) {
    return tx.update(SWEEP, clock.instant());
  }
}

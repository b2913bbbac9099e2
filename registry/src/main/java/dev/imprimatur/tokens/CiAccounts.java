package dev.imprimatur.tokens;

import dev.imprimatur.access.UserName;
import dev.imprimatur.db.Tx;
import java.util.List;

/**
 * The accounts at CI systems that are known to be a user's, by which they start runs; the table
 * {@code ci_account}. The operator says so, as nothing that a user writes about themselves proves
 * it.
 */
public final class CiAccounts {
  private static final String ADD =
      """
      INSERT INTO ci_account (account, issuer, subject)
      VALUES (?, ?, ?)
      ON CONFLICT (account, issuer, subject) DO NOTHING
      """;

  private static final String REMOVE = "DELETE FROM ci_account WHERE account = ? AND issuer = ?";

  private static final String SUBJECTS =
      """
      SELECT subject
      FROM ci_account
      WHERE account = ? AND issuer = ?
      ORDER BY subject
      """;

  /** Adds an account; returns false if it is known. */
  public boolean add(Tx tx, UserName user, String issuer, String subject) {
    return tx.update(ADD, user.value(), issuer, subject) == 1;
  }

  /** Removes all accounts of a user at an issuer; returns false if there is none. */
  public boolean remove(Tx tx, UserName user, String issuer) {
    return tx.update(REMOVE, user.value(), issuer) > 0;
  }

  /** The names and ids by which tokens of an issuer name a user. */
  public List<String> of(Tx tx, UserName user, String issuer) {
    return tx.list(SUBJECTS, row -> row.text("subject"), user.value(), issuer);
  }
}

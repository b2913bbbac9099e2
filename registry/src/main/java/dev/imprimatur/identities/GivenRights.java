package dev.imprimatur.identities;

import dev.imprimatur.access.UserName;
import dev.imprimatur.db.Tx;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rights that people have because of their groups at a provider, apart from those that somebody
 * gave them by hand; the table {@code given_right}.
 */
public final class GivenRights {
  private static final String ADD =
      """
      INSERT INTO given_right (account, issuer, organization, team, role)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (account, issuer, organization, team) DO UPDATE SET role = excluded.role
      """;

  private static final String REMOVE =
      """
      DELETE FROM given_right
      WHERE account = ? AND issuer = ? AND organization = ? AND team = ?
      """;

  private static final String OF_USER =
      """
      SELECT organization, team, role
      FROM given_right
      WHERE account = ? AND issuer = ?
      ORDER BY organization, team
      """;

  private static final String ORPHANS =
      """
      SELECT DISTINCT account, issuer
      FROM given_right
      WHERE NOT EXISTS (
        SELECT 1
        FROM linked_identity
        WHERE linked_identity.account = given_right.account
          AND linked_identity.issuer = given_right.issuer)
      ORDER BY account, issuer
      """;

  private static final String REMOVE_ALL =
      "DELETE FROM given_right WHERE account = ? AND issuer = ?";

  /** Somebody to whom a provider gave rights that vouches for them no more. */
  public record Orphan(UserName user, String issuer) {}

  /**
   * A right that a group gave.
   *
   * @param organization empty for the registry itself
   * @param team empty for the organization itself
   * @param role what they are there
   */
  public record Given(String organization, String team, String role) {
    /** The right to administer the registry. */
    public static final Given ADMINISTRATOR = new Given("", "", "administrator");
  }

  public void add(Tx tx, UserName user, String issuer, Given given) {
    tx.update(ADD, user.value(), issuer, given.organization(), given.team(), given.role());
  }

  public void remove(Tx tx, UserName user, String issuer, Given given) {
    tx.update(REMOVE, user.value(), issuer, given.organization(), given.team());
  }

  /** Forgets that a provider gave somebody anything, whatever they still have. */
  public void removeAll(Tx tx, UserName user, String issuer) {
    tx.update(REMOVE_ALL, user.value(), issuer);
  }

  /** Those whose rights came from an identity that was unlinked. */
  public List<Orphan> orphans(Tx tx) {
    return tx.list(
        ORPHANS, row -> new Orphan(new UserName(row.text("account")), row.text("issuer")));
  }

  public Set<Given> of(Tx tx, UserName user, String issuer) {
    return tx
        .list(
            OF_USER,
            row -> new Given(row.text("organization"), row.text("team"), row.text("role")),
            user.value(),
            issuer)
        .stream()
        .collect(Collectors.toUnmodifiableSet());
  }
}

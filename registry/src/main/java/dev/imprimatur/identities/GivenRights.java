package dev.imprimatur.identities;

import dev.imprimatur.access.UserName;
import dev.imprimatur.db.Tx;
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

package dev.imprimatur.access;

import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import java.util.List;

/** Who owns which package; the table {@code package_owner}. */
public final class Owners {
  private static final String ADD =
      """
      INSERT INTO package_owner (package, account)
      VALUES (?, ?)
      ON CONFLICT (package, account) DO NOTHING
      """;

  private static final String OWNS =
      """
      SELECT account
      FROM package_owner
      WHERE package = ? AND account = ?
      """;

  /** Both tables are this room's own. */
  private static final String OF_PACKAGE =
      """
      SELECT account.name, account.email
      FROM package_owner
      JOIN account ON account.name = package_owner.account
      WHERE package_owner.package = ?
      ORDER BY account.name
      """;

  /** An owner of a package, with the mail address that npm shows of him. */
  public record Owner(UserName name, String email) {}

  public void add(Tx tx, PackageName name, UserName user) {
    tx.update(ADD, name.value(), user.value());
  }

  public boolean owns(Tx tx, PackageName name, UserName user) {
    return tx.one(OWNS, row -> row.text("account"), name.value(), user.value()).isPresent();
  }

  public List<Owner> of(Tx tx, PackageName name) {
    return tx.list(
        OF_PACKAGE,
        row -> new Owner(new UserName(row.text("name")), row.text("email")),
        name.value());
  }
}

package dev.imprimatur.access;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import java.util.List;
import java.util.Optional;

/** The users who have a right on a package that is not theirs; the table {@code collaborator}. */
public final class Collaborators {
  private static final String SET =
      """
      INSERT INTO collaborator (package, account, permission)
      VALUES (?, ?, ?)
      ON CONFLICT (package, account) DO UPDATE SET permission = excluded.permission
      """;

  private static final String REMOVE = "DELETE FROM collaborator WHERE package = ? AND account = ?";
  private static final String REMOVE_ALL = "DELETE FROM collaborator WHERE package = ?";

  private static final String FIND =
      "SELECT permission FROM collaborator WHERE package = ? AND account = ?";

  private static final String OF_PACKAGE =
      """
      SELECT package, account, permission
      FROM collaborator
      WHERE package = ?
      ORDER BY account
      """;

  private static final String OF_USER =
      """
      SELECT package, account, permission
      FROM collaborator
      WHERE account = ?
      ORDER BY package
      """;

  /** Somebody who has a right on a package. */
  public record Collaborator(PackageName name, UserName user, Right right) {}

  /** Gives somebody a right, or another one than they have. */
  public void set(Tx tx, PackageName name, UserName user, Right right) {
    tx.update(SET, name.value(), user.value(), right.wire());
  }

  /** Removes somebody's right; returns false if they have none. */
  public boolean remove(Tx tx, PackageName name, UserName user) {
    return tx.update(REMOVE, name.value(), user.value()) == 1;
  }

  /** Removes everybody's right, as the package becomes somebody else's. */
  void removeAll(Tx tx, PackageName name) {
    tx.update(REMOVE_ALL, name.value());
  }

  public Optional<Right> find(Tx tx, PackageName name, UserName user) {
    return tx.one(FIND, Collaborators::right, name.value(), user.value());
  }

  public List<Collaborator> of(Tx tx, PackageName name) {
    return tx.list(OF_PACKAGE, Collaborators::collaborator, name.value());
  }

  List<Collaborator> of(Tx tx, UserName user) {
    return tx.list(OF_USER, Collaborators::collaborator, user.value());
  }

  private static Collaborator collaborator(Row row) {
    return new Collaborator(
        new PackageName(row.text("package")), new UserName(row.text("account")), right(row));
  }

  private static Right right(Row row) {
    return Right.of(row.text("permission")).orElseThrow();
  }
}

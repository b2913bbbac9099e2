package dev.imprimatur.packages;

import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.NameProblem;
import java.time.InstantSource;
import java.util.List;

/** The packages that people have starred; the table {@code star}. */
public final class Stars {
  private static final int STARS_MAX = 1000;

  private static final String ADD =
      """
      INSERT INTO star (account, package, starred_at)
      VALUES (?, ?, ?)
      ON CONFLICT (account, package) DO NOTHING
      """;

  private static final String REMOVE = "DELETE FROM star WHERE account = ? AND package = ?";
  private static final String REMOVE_ALL = "DELETE FROM star WHERE package = ?";
  private static final String COUNT = "SELECT count(*) AS n FROM star WHERE account = ?";

  private static final String OF_USER =
      """
      SELECT package
      FROM star
      WHERE account = ?
      ORDER BY package
      LIMIT ?
      """;

  private final InstantSource clock;

  Stars(InstantSource clock) {
    this.clock = clock;
  }

  /** Notes that a user likes a package, or no longer. */
  public void set(Tx tx, String user, PackageName name, boolean starred) {
    if (!starred) {
      tx.update(REMOVE, user, name.value());
      return;
    }
    tx.update(ADD, user, name.value(), clock.instant());
    if (tx.one(COUNT, row -> row.number("n"), user).orElse(0L) > STARS_MAX) {
      throw new NameProblem.TooManyStars(STARS_MAX).asException();
    }
  }

  /** The packages that a user has starred; none of a user who does not exist. */
  public List<PackageName> of(Tx tx, String user) {
    return tx.list(OF_USER, row -> new PackageName(row.text("package")), user, STARS_MAX);
  }

  /** Removes the stars of a name that is given up. */
  public void removeAll(Tx tx, PackageName name) {
    tx.update(REMOVE_ALL, name.value());
  }
}

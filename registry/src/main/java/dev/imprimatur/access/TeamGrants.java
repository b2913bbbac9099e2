package dev.imprimatur.access;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** The rights of teams on packages of their organization; the table {@code team_grant}. */
public final class TeamGrants {
  private static final String SET =
      """
      INSERT INTO team_grant (package, organization, team, permission)
      VALUES (?, ?, ?, ?)
      ON CONFLICT (package, organization, team) DO UPDATE SET permission = excluded.permission
      """;

  private static final String REMOVE =
      "DELETE FROM team_grant WHERE package = ? AND organization = ? AND team = ?";

  private static final String REMOVE_OF_PACKAGE = "DELETE FROM team_grant WHERE package = ?";

  private static final String REMOVE_OF_TEAM =
      "DELETE FROM team_grant WHERE organization = ? AND team = ?";

  private static final String FIND =
      "SELECT permission FROM team_grant WHERE package = ? AND organization = ? AND team = ?";

  private static final String OF_TEAM =
      """
      SELECT package, permission
      FROM team_grant
      WHERE organization = ? AND team = ?
      ORDER BY package
      """;

  private static final String OF_USER =
      """
      SELECT team_grant.package, team_grant.organization, team_grant.permission,
        team_member.account
      FROM team_grant
      JOIN team_member
        ON team_member.organization = team_grant.organization
        AND team_member.team = team_grant.team
      WHERE team_grant.package = ? AND team_member.account = ?
      """;

  private static final String OF_PACKAGE =
      """
      SELECT team_grant.package, team_grant.organization, team_grant.permission,
        team_member.account
      FROM team_grant
      JOIN team_member
        ON team_member.organization = team_grant.organization
        AND team_member.team = team_grant.team
      WHERE team_grant.package = ?
      ORDER BY team_member.account
      """;

  private static final String OF_MEMBER =
      """
      SELECT team_grant.package, team_grant.organization, team_grant.permission,
        team_member.account
      FROM team_member
      JOIN team_grant
        ON team_grant.organization = team_member.organization
        AND team_grant.team = team_member.team
      WHERE team_member.account = ? AND team_member.organization = ?
      ORDER BY team_grant.package
      """;

  /** A right that somebody has on a package as one of a team. */
  record OfMember(PackageName name, String organization, UserName user, Right right) {}

  /** Sets the right of a team on a package. */
  public void set(Tx tx, PackageName name, OrganizationTeam team, Right right) {
    tx.update(SET, name.value(), team.organization(), team.name().value(), right.wire());
  }

  /** Removes the right of a team on a package; returns false if it has none. */
  public boolean remove(Tx tx, PackageName name, OrganizationTeam team) {
    return tx.update(REMOVE, name.value(), team.organization(), team.name().value()) == 1;
  }

  /** Removes the rights of all teams on a package, as it becomes somebody else's. */
  void removeAll(Tx tx, PackageName name) {
    tx.update(REMOVE_OF_PACKAGE, name.value());
  }

  /** Removes the rights of a team on all packages, as it ends. */
  public void removeAll(Tx tx, OrganizationTeam team) {
    tx.update(REMOVE_OF_TEAM, team.organization(), team.name().value());
  }

  public Optional<Right> find(Tx tx, PackageName name, OrganizationTeam team) {
    return tx.one(FIND, TeamGrants::right, name.value(), team.organization(), team.name().value());
  }

  public SequencedMap<PackageName, Right> of(Tx tx, OrganizationTeam team) {
    var all = new LinkedHashMap<PackageName, Right>();
    tx.list(OF_TEAM, TeamGrants::grant, team.organization(), team.name().value())
        .forEach(grant -> all.put(grant.name(), grant.right()));
    return all;
  }

  /** The rights of a user on a package, by each of their teams. */
  List<OfMember> of(Tx tx, PackageName name, UserName user) {
    return tx.list(OF_USER, TeamGrants::ofMember, name.value(), user.value());
  }

  /** The rights of everybody on a package, by each of their teams. */
  List<OfMember> of(Tx tx, PackageName name) {
    return tx.list(OF_PACKAGE, TeamGrants::ofMember, name.value());
  }

  /** The rights of a user on packages of an organization, by each of their teams. */
  List<OfMember> of(Tx tx, UserName user, String organization) {
    return tx.list(OF_MEMBER, TeamGrants::ofMember, user.value(), organization);
  }

  private record Grant(PackageName name, Right right) {}

  private static Grant grant(Row row) {
    return new Grant(new PackageName(row.text("package")), right(row));
  }

  private static OfMember ofMember(Row row) {
    return new OfMember(
        new PackageName(row.text("package")),
        row.text("organization"),
        new UserName(row.text("account")),
        right(row));
  }

  private static Right right(Row row) {
    return Right.of(row.text("permission")).orElseThrow();
  }
}

package dev.imprimatur.access;

import dev.imprimatur.db.Tx;
import dev.imprimatur.problem.PeopleProblem;
import java.time.Instant;
import java.util.List;

/** The teams of organizations, and who is in them; the tables {@code team, team_member}. */
public final class Teams {
  private static final String ADD =
      """
      INSERT INTO team (organization, name, description, created_at)
      VALUES (?, ?, ?, ?)
      ON CONFLICT (organization, name) DO NOTHING
      """;

  private static final String REMOVE = "DELETE FROM team WHERE organization = ? AND name = ?";

  private static final String FIND =
      "SELECT name, description FROM team WHERE organization = ? AND name = ?";

  private static final String ALL =
      """
      SELECT name, description
      FROM team
      WHERE organization = ?
      ORDER BY name
      """;

  private static final String ADD_MEMBER =
      """
      INSERT INTO team_member (organization, team, account)
      VALUES (?, ?, ?)
      ON CONFLICT (organization, team, account) DO NOTHING
      """;

  private static final String REMOVE_MEMBER =
      "DELETE FROM team_member WHERE organization = ? AND team = ? AND account = ?";

  private static final String REMOVE_FROM_ALL =
      "DELETE FROM team_member WHERE organization = ? AND account = ?";

  private static final String REMOVE_MEMBERS =
      "DELETE FROM team_member WHERE organization = ? AND team = ?";

  private static final String MEMBERS =
      """
      SELECT account
      FROM team_member
      WHERE organization = ? AND team = ?
      ORDER BY account
      """;

  /** A team, and what it is for as somebody has said. */
  public record Team(TeamName name, String description) {}

  /** Adds a team; returns false if there is one of this name. */
  public boolean add(Tx tx, String organization, Team team, Instant now) {
    return tx.update(ADD, organization, team.name().value(), team.description(), now) == 1;
  }

  /** Removes a team that has no grants any more. */
  public void remove(Tx tx, OrganizationTeam team) {
    tx.update(REMOVE_MEMBERS, team.organization(), team.name().value());
    tx.update(REMOVE, team.organization(), team.name().value());
  }

  public List<Team> all(Tx tx, String organization) {
    return tx.list(
        ALL,
        row -> new Team(new TeamName(row.text("name")), row.text("description")),
        organization);
  }

  public void require(Tx tx, OrganizationTeam team) {
    var name = team.name().value();
    if (tx.one(FIND, row -> row.text("name"), team.organization(), name).isEmpty()) {
      throw new PeopleProblem.TeamNotFound(team.organization(), name).asException();
    }
  }

  /** Adds somebody who is a member of the organization; returns false if they are in it. */
  public boolean addMember(Tx tx, OrganizationTeam team, UserName user) {
    return tx.update(ADD_MEMBER, team.organization(), team.name().value(), user.value()) == 1;
  }

  /** Removes somebody; returns false if they are not in it. */
  public boolean removeMember(Tx tx, OrganizationTeam team, UserName user) {
    return tx.update(REMOVE_MEMBER, team.organization(), team.name().value(), user.value()) == 1;
  }

  /** Removes somebody from all teams of an organization, as they leave it. */
  void removeFromAll(Tx tx, String organization, UserName user) {
    tx.update(REMOVE_FROM_ALL, organization, user.value());
  }

  public List<UserName> members(Tx tx, OrganizationTeam team) {
    return tx.list(
        MEMBERS,
        row -> new UserName(row.text("account")),
        team.organization(),
        team.name().value());
  }
}

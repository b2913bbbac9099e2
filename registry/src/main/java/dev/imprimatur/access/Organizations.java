package dev.imprimatur.access;

import dev.imprimatur.db.Tx;
import dev.imprimatur.problem.PeopleProblem;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The organizations, their members and their scopes; the tables {@code organization}, {@code
 * organization_member} and {@code organization_scope}.
 */
public final class Organizations {
  private static final String ADD =
      """
      INSERT INTO organization (name, second_factor, created_at)
      VALUES (?, ?, ?)
      ON CONFLICT (name) DO NOTHING
      """;

  private static final String ALL = "SELECT name FROM organization ORDER BY name";
  private static final String FIND = "SELECT name FROM organization WHERE name = ?";

  private static final String ADD_MEMBER =
      """
      INSERT INTO organization_member (organization, account, role)
      VALUES (?, ?, ?)
      ON CONFLICT (organization, account) DO UPDATE SET role = excluded.role
      """;

  private static final String REMOVE_MEMBER =
      "DELETE FROM organization_member WHERE organization = ? AND account = ?";

  private static final String MEMBERS =
      """
      SELECT account, role
      FROM organization_member
      WHERE organization = ?
      ORDER BY account
      """;

  private static final String ROLE =
      """
      SELECT organization_member.role, organization.second_factor
      FROM organization_member
      JOIN organization ON organization.name = organization_member.organization
      WHERE organization_member.organization = ? AND organization_member.account = ?
      """;

  private static final String OF_USER =
      """
      SELECT organization
      FROM organization_member
      WHERE account = ?
      ORDER BY organization
      """;

  private static final String DEMANDS = "SELECT second_factor FROM organization WHERE name = ?";

  private static final String DEMAND =
      """
      UPDATE organization
      SET second_factor = ?
      WHERE name = ? AND second_factor <> ?
      """;

  private static final String ADD_SCOPE =
      """
      INSERT INTO organization_scope (scope, organization)
      VALUES (?, ?)
      ON CONFLICT (scope) DO NOTHING
      """;

  private static final String OF_SCOPE =
      "SELECT organization FROM organization_scope WHERE scope = ?";

  private static final String SCOPES =
      "SELECT scope FROM organization_scope WHERE organization = ? ORDER BY scope";

  private final InstantSource clock;
  private final Teams teams;
  private final SecondFactorHolders secondFactors;

  public Organizations(InstantSource clock, Teams teams, SecondFactorHolders secondFactors) {
    this.clock = clock;
    this.teams = teams;
    this.secondFactors = secondFactors;
  }

  /** The role of a member in an organization. */
  public enum Role {
    /** Decides about packages, teams and members. */
    OWNER,
    /** Decides about packages and teams. */
    ADMIN,
    /** Has new packages, and the rights of their teams. */
    MEMBER;

    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The word of npm, which calls members developers. */
    public String npm() {
      return this == MEMBER ? "developer" : wire();
    }

    /** Reads our word or npm's. */
    public static Optional<Role> of(String wire) {
      return Stream.of(values())
          .filter(role -> role.wire().equals(wire) || role.npm().equals(wire))
          .findFirst();
    }

    /** Returns whether it decides about all packages of the organization. */
    public boolean decides() {
      return this != MEMBER;
    }
  }

  /** Somebody who belongs to an organization. */
  public record Member(UserName user, Role role) {}

  /** Adds an organization, with the scope of its name if nobody owns that. */
  public void add(Tx tx, String name, UserName owner) {
    OwnerName.ofOrganization(name);
    if (tx.update(ADD, name, false, clock.instant()) == 0) {
      throw new PeopleProblem.OrganizationExists(name).asException();
    }
    var developers = new Teams.Team(TeamName.DEVELOPERS, "all members, unless they are taken out");
    teams.add(tx, name, developers, clock.instant());
    addMember(tx, name, new Member(owner, Role.OWNER));
    tx.update(ADD_SCOPE, name, name);
  }

  public List<String> all(Tx tx) {
    return tx.list(ALL, row -> row.text("name"));
  }

  public boolean exists(Tx tx, String name) {
    return tx.one(FIND, row -> row.text("name"), name).isPresent();
  }

  public void require(Tx tx, String name) {
    if (!exists(tx, name)) {
      throw new PeopleProblem.OrganizationNotFound(name).asException();
    }
  }

  /**
   * Adds a member, who joins the developers, or gives one another role; an organization keeps its
   * last owner.
   */
  public void addMember(Tx tx, String name, Member member) {
    require(tx, name);
    if (member.role() != Role.OWNER) {
      requireOtherOwner(tx, name, member.user());
    }
    boolean joins = !isMember(tx, name, member.user());
    tx.update(ADD_MEMBER, name, member.user().value(), member.role().wire());
    if (joins) {
      var developers = new OrganizationTeam(name, TeamName.DEVELOPERS);
      teams.addMember(tx, developers, member.user());
    }
  }

  /** Removes a member; an organization keeps its last owner. */
  public void removeMember(Tx tx, String name, UserName user) {
    require(tx, name);
    requireOtherOwner(tx, name, user);
    teams.removeFromAll(tx, name, user);
    tx.update(REMOVE_MEMBER, name, user.value());
  }

  private void requireOtherOwner(Tx tx, String name, UserName user) {
    boolean last =
        members(tx, name).stream()
            .filter(member -> member.role() == Role.OWNER)
            .allMatch(member -> member.user().equals(user));
    if (last) {
      throw new PeopleProblem.NotAllowed(
              "%s is the last owner of %s, which cannot be without one.".formatted(user, name))
          .asException();
    }
  }

  public List<Member> members(Tx tx, String name) {
    return tx.list(
        MEMBERS,
        row -> new Member(new UserName(row.text("account")), role(row.text("role"))),
        name);
  }

  /** Returns whether somebody belongs to it, with whatever right. */
  public boolean isMember(Tx tx, String name, UserName user) {
    return belonging(tx, name, user).isPresent();
  }

  /**
   * The role in which a member acts: none for one who lacks the second factor that the organization
   * demands.
   */
  public Optional<Role> role(Tx tx, String name, UserName user) {
    return belonging(tx, name, user)
        .filter(it -> !it.secondFactor() || secondFactors.has(tx, user))
        .map(Belonging::role);
  }

  /** A membership, and whether it counts only with a second factor. */
  private record Belonging(Role role, boolean secondFactor) {}

  private static Optional<Belonging> belonging(Tx tx, String name, UserName user) {
    return tx.one(
        ROLE,
        row -> new Belonging(role(row.text("role")), row.truth("second_factor")),
        name,
        user.value());
  }

  /** Returns whether somebody decides for the organization itself. */
  public boolean isOwner(Tx tx, String name, UserName user) {
    return role(tx, name, user).filter(role -> role == Role.OWNER).isPresent();
  }

  /** The organizations that somebody belongs to. */
  public List<String> of(Tx tx, UserName user) {
    return tx.list(OF_USER, row -> row.text("organization"), user.value());
  }

  public boolean demandsSecondFactor(Tx tx, String name) {
    return tx.one(DEMANDS, row -> row.truth("second_factor"), name).orElse(false);
  }

  /**
   * Demands a second factor of every member, or does so no more; returns false if nothing changes.
   * One of its owners must have one, as nobody would decide for it otherwise.
   */
  public boolean demandSecondFactor(Tx tx, String name, boolean demanded) {
    require(tx, name);
    boolean kept =
        members(tx, name).stream()
            .anyMatch(it -> it.role() == Role.OWNER && secondFactors.has(tx, it.user()));
    if (demanded && !kept) {
      throw new PeopleProblem.NotAllowed(
              "No owner of %s has a second factor, so nobody could decide for it.".formatted(name))
          .asException();
    }
    return tx.update(DEMAND, demanded, name, demanded) == 1;
  }

  /** Gives it a scope, which must not be another's; its at sign is left out. */
  public void addScope(Tx tx, String name, String scope) {
    require(tx, name);
    if (tx.update(ADD_SCOPE, scope, name) == 0 && !ofScope(tx, scope).equals(Optional.of(name))) {
      throw new PeopleProblem.NotAllowed(
              "The scope @%s is another organization's.".formatted(scope))
          .asException();
    }
  }

  /** The organization that owns a scope, if any does. */
  public Optional<String> ofScope(Tx tx, String scope) {
    return tx.one(OF_SCOPE, row -> row.text("organization"), scope);
  }

  public List<String> scopes(Tx tx, String name) {
    return tx.list(SCOPES, row -> row.text("scope"), name);
  }

  private static Role role(String wire) {
    return Role.of(wire).orElseThrow();
  }
}

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
      INSERT INTO organization (name, created_at)
      VALUES (?, ?)
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
      "SELECT role FROM organization_member WHERE organization = ? AND account = ?";

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

  public Organizations(InstantSource clock) {
    this.clock = clock;
  }

  /** The role of a member in an organization. */
  public enum Role {
    /** Decides about packages and members. */
    OWNER,
    /** Publishes and reads its packages. */
    MEMBER;

    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String wire) {
      return Stream.of(values()).filter(role -> role.wire().equals(wire)).findFirst();
    }
  }

  /** Somebody who belongs to an organization. */
  public record Member(UserName user, Role role) {}

  /** Adds an organization, with the scope of its name if nobody owns that. */
  public void add(Tx tx, String name, UserName owner) {
    OwnerName.ofOrganization(name);
    if (tx.update(ADD, name, clock.instant()) == 0) {
      throw new PeopleProblem.OrganizationExists(name).asException();
    }
    addMember(tx, name, new Member(owner, Role.OWNER));
    tx.update(ADD_SCOPE, name, name);
  }

  public List<String> all(Tx tx) {
    return tx.list(ALL, row -> row.text("name"));
  }

  public void require(Tx tx, String name) {
    if (tx.one(FIND, row -> row.text("name"), name).isEmpty()) {
      throw new PeopleProblem.OrganizationNotFound(name).asException();
    }
  }

  /** Adds a member, or gives one another role; an organization keeps its last owner. */
  public void addMember(Tx tx, String name, Member member) {
    require(tx, name);
    if (member.role() != Role.OWNER) {
      requireOtherOwner(tx, name, member.user());
    }
    tx.update(ADD_MEMBER, name, member.user().value(), member.role().wire());
  }

  /** Removes a member; an organization keeps its last owner. */
  public void removeMember(Tx tx, String name, UserName user) {
    require(tx, name);
    requireOtherOwner(tx, name, user);
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

  public Optional<Role> role(Tx tx, String name, UserName user) {
    return tx.one(ROLE, row -> role(row.text("role")), name, user.value());
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

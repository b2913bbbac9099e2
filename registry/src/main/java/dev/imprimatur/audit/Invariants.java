package dev.imprimatur.audit;

import dev.imprimatur.db.Tx;
import java.util.ArrayList;
import java.util.List;

/**
 * The invariants of ownership, which hold whatever was done at the same instant. Each is a query
 * over tables of several rooms that finds what breaks it: the one place that looks at all of them
 * at once, and it only reads. Only a bug of ours, or somebody's hand in the database, can break
 * one.
 */
public final class Invariants {
  private static final int BREACHES_MAX = 100;

  /** The things that an invariant is about, and the name of each in a sentence. */
  private enum Subject {
    PUBLISHER("publisher", "'publisher ' || publisher.id || ' of ' || publisher.target"),
    PACKAGE("package", "'package ' || package.name"),
    OWNERSHIP("package_owner", "'package ' || package_owner.package"),
    ORGANIZATION("organization", "'organization ' || organization.name"),
    TEAM_GRANT(
        "team_grant",
        "'team ' || team_grant.organization || ':' || team_grant.team || ' with '"
            + " || team_grant.package"),
    COLLABORATOR(
        "collaborator",
        "'collaborator ' || collaborator.account || ' of ' || collaborator.package"),
    INVITATION("invitation", "'invitation ' || invitation.id || ' to ' || invitation.subject");

    private final String table;
    private final String name;

    Subject(String table, String name) {
      this.table = table;
      this.name = name;
    }

    /** Returns the query for those of them that break an invariant. */
    String where(String broken) {
      return "SELECT %s AS it FROM %s WHERE %sLIMIT %d"
          .formatted(name, table, broken, BREACHES_MAX);
    }
  }

  /** An invariant: the sentence about what breaks it, and the condition that finds it. */
  private enum Rule {
    PUBLISHER_OF_OWNER(
        Subject.PUBLISHER,
        "is trusted by somebody who does not own the package",
        """
        EXISTS (SELECT 1 FROM package WHERE package.name = publisher.target)
        AND NOT EXISTS (
          SELECT 1
          FROM package_owner
          WHERE package_owner.package = publisher.target
            AND package_owner.owner = publisher.owner)
        """),
    NOBODY_WAITS_FOR_WHAT_IS_THERE(
        Subject.PUBLISHER,
        "waits for a package that exists",
        """
        publisher.future_owner IS NOT NULL
        AND EXISTS (SELECT 1 FROM package WHERE package.name = publisher.target)
        """),
    WHO_DOES_NOT_WAIT_HAS_A_PACKAGE(
        Subject.PUBLISHER,
        "is for a package that does not exist, and does not wait for it",
        """
        publisher.scope IS NULL AND publisher.future_owner IS NULL
        AND NOT EXISTS (SELECT 1 FROM package WHERE package.name = publisher.target)
        """),
    WHO_WAITS_IS_WHO_TRUSTS(
        Subject.PUBLISHER,
        "is trusted by somebody else than who waits for its package",
        """
        publisher.future_owner IS NOT NULL AND publisher.future_owner <> publisher.owner
        """),
    PATTERN_OF_SCOPE(
        Subject.PUBLISHER,
        "is trusted by somebody who does not own the scope",
        """
        publisher.scope IS NOT NULL AND NOT EXISTS (
          SELECT 1
          FROM organization_scope
          WHERE organization_scope.scope = publisher.scope
            AND '@' || organization_scope.organization = publisher.owner)
        """),
    WAITS_IN_SCOPE(
        Subject.PUBLISHER,
        "waits for a package in the scope of another organization",
        """
        publisher.future_owner IS NOT NULL AND EXISTS (
          SELECT 1
          FROM organization_scope
          WHERE '@' || organization_scope.organization <> publisher.owner
            AND substr(publisher.target, 1, length(organization_scope.scope) + 2)
              = '@' || organization_scope.scope || '/')
        """),
    PACKAGE_HAS_OWNER(
        Subject.PACKAGE,
        "has no owner",
        """
        NOT EXISTS (
          SELECT 1
          FROM package_owner
          WHERE package_owner.package = package.name)
        """),
    OWNER_IS_THERE(
        Subject.OWNERSHIP,
        "belongs to nobody who is known",
        """
        NOT EXISTS (
          SELECT 1
          FROM account
          WHERE account.name = package_owner.owner)
        AND NOT EXISTS (
          SELECT 1
          FROM organization
          WHERE '@' || organization.name = package_owner.owner)
        """),
    OWNER_OF_WHAT_IS_THERE(
        Subject.OWNERSHIP,
        "belongs to somebody, and does not exist",
        """
        NOT EXISTS (
          SELECT 1
          FROM package
          WHERE package.name = package_owner.package)
        """),
    ORGANIZATION_HAS_OWNER(
        Subject.ORGANIZATION,
        "has nobody who decides for it",
        """
        NOT EXISTS (
          SELECT 1
          FROM organization_member
          WHERE organization_member.organization = organization.name
            AND organization_member.role = 'owner')
        """),
    ORGANIZATION_HAS_DEVELOPERS(
        Subject.ORGANIZATION,
        "has no team that every member joins",
        """
        NOT EXISTS (
          SELECT 1
          FROM team
          WHERE team.organization = organization.name AND team.name = 'developers')
        """),
    GRANT_OF_OWNER(
        Subject.TEAM_GRANT,
        "has a right on what its organization does not own",
        """
        NOT EXISTS (
          SELECT 1
          FROM package_owner
          WHERE package_owner.package = team_grant.package
            AND package_owner.owner = '@' || team_grant.organization)
        """),
    COLLABORATOR_OF_OTHERS(
        Subject.COLLABORATOR,
        "owns it, or it is not there",
        """
        EXISTS (
          SELECT 1
          FROM package_owner
          WHERE package_owner.package = collaborator.package
            AND package_owner.owner = collaborator.account)
        OR NOT EXISTS (SELECT 1 FROM package WHERE package.name = collaborator.package)
        """),
    INVITATION_TO_WHAT_IS_THERE(
        Subject.INVITATION,
        "is to something that does not exist",
        """
        (invitation.kind = 'membership'
          AND NOT EXISTS (
            SELECT 1 FROM organization WHERE organization.name = invitation.subject))
        OR (invitation.kind <> 'membership'
          AND NOT EXISTS (SELECT 1 FROM package WHERE package.name = invitation.subject))
        """);

    private final String words;
    private final String sql;

    Rule(Subject subject, String words, String broken) {
      this.words = words;
      this.sql = subject.where(broken);
    }
  }

  /** Returns a sentence for each breach, a bounded number for each invariant. */
  public List<String> breaches(Tx tx) {
    var all = new ArrayList<String>();
    for (var rule : Rule.values()) {
      tx.list(rule.sql, row -> row.text("it"))
          .forEach(it -> all.add("The %s %s.".formatted(it, rule.words)));
    }
    return List.copyOf(all);
  }
}

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

  /** An invariant, and the sentence about what breaks it. */
  private enum Rule {
    PUBLISHER_OF_OWNER(
        "is trusted by somebody who does not own the package",
        """
        SELECT 'publisher ' || publisher.id || ' of ' || publisher.target AS it
        FROM publisher
        JOIN package ON package.name = publisher.target
        WHERE NOT EXISTS (
          SELECT 1
          FROM package_owner
          WHERE package_owner.package = publisher.target
            AND package_owner.owner = publisher.owner)
        """),
    NOBODY_WAITS_FOR_WHAT_IS_THERE(
        "waits for a package that exists",
        """
        SELECT 'publisher ' || publisher.id || ' of ' || publisher.target AS it
        FROM publisher
        JOIN package ON package.name = publisher.target
        WHERE publisher.future_owner IS NOT NULL
        """),
    WHO_DOES_NOT_WAIT_HAS_A_PACKAGE(
        "is for a package that does not exist, and does not wait for it",
        """
        SELECT 'publisher ' || publisher.id || ' of ' || publisher.target AS it
        FROM publisher
        WHERE publisher.scope IS NULL AND publisher.future_owner IS NULL AND NOT EXISTS (
          SELECT 1
          FROM package
          WHERE package.name = publisher.target)
        """),
    WHO_WAITS_IS_WHO_TRUSTS(
        "is trusted by somebody else than who waits for its package",
        """
        SELECT 'publisher ' || publisher.id || ' of ' || publisher.target AS it
        FROM publisher
        WHERE publisher.future_owner IS NOT NULL AND publisher.future_owner <> publisher.owner
        """),
    PATTERN_OF_SCOPE(
        "is trusted by somebody who does not own the scope",
        """
        SELECT 'publisher ' || publisher.id || ' of ' || publisher.target AS it
        FROM publisher
        WHERE publisher.scope IS NOT NULL AND NOT EXISTS (
          SELECT 1
          FROM organization_scope
          WHERE organization_scope.scope = publisher.scope
            AND '@' || organization_scope.organization = publisher.owner)
        """),
    WAITS_IN_SCOPE(
        "waits for a package in the scope of another organization",
        """
        SELECT 'publisher ' || publisher.id || ' of ' || publisher.target AS it
        FROM publisher
        JOIN organization_scope
          ON publisher.target LIKE '@' || organization_scope.scope || '/%'
        WHERE publisher.future_owner IS NOT NULL
          AND '@' || organization_scope.organization <> publisher.owner
          AND substr(publisher.target, 1, length(organization_scope.scope) + 2)
            = '@' || organization_scope.scope || '/'
        """),
    PACKAGE_HAS_OWNER(
        "has no owner",
        """
        SELECT 'package ' || package.name AS it
        FROM package
        WHERE NOT EXISTS (
          SELECT 1
          FROM package_owner
          WHERE package_owner.package = package.name)
        """),
    OWNER_IS_THERE(
        "belongs to nobody who is known",
        """
        SELECT 'package ' || package_owner.package AS it
        FROM package_owner
        WHERE NOT EXISTS (
          SELECT 1
          FROM account
          WHERE account.name = package_owner.owner)
        AND NOT EXISTS (
          SELECT 1
          FROM organization
          WHERE '@' || organization.name = package_owner.owner)
        """),
    OWNER_OF_WHAT_IS_THERE(
        "belongs to somebody, and does not exist",
        """
        SELECT 'package ' || package_owner.package AS it
        FROM package_owner
        WHERE NOT EXISTS (
          SELECT 1
          FROM package
          WHERE package.name = package_owner.package)
        """),
    ORGANIZATION_HAS_OWNER(
        "has nobody who decides for it",
        """
        SELECT 'organization ' || organization.name AS it
        FROM organization
        WHERE NOT EXISTS (
          SELECT 1
          FROM organization_member
          WHERE organization_member.organization = organization.name
            AND organization_member.role = 'owner')
        """);

    private final String words;
    private final String sql;

    Rule(String words, String sql) {
      this.words = words;
      this.sql = sql;
    }
  }

  /** Returns a sentence for each breach, a bounded number for each invariant. */
  public List<String> breaches(Tx tx) {
    var all = new ArrayList<String>();
    for (var rule : Rule.values()) {
      tx.list(rule.sql + "LIMIT " + BREACHES_MAX, row -> row.text("it"))
          .forEach(it -> all.add("The %s %s.".formatted(it, rule.words)));
    }
    return List.copyOf(all);
  }
}

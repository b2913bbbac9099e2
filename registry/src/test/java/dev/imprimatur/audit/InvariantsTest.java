package dev.imprimatur.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each invariant finds what breaks it, and nothing else. */
@OnPostgres
final class InvariantsTest {
  @TempDir Path folder;

  private Database db;

  /** A registry in which all is in order: alice has rocket, @acme its scope, bob waits for soon. */
  @BeforeEach
  void open() {
    db = TestDatabase.open(folder);
    sql(
        "INSERT INTO account (name, email, password, admin, created_at)"
            + " VALUES ('alice', '', '', FALSE, 0), ('bob', '', '', FALSE, 0)");
    sql("INSERT INTO organization (name, second_factor, created_at) VALUES ('acme', FALSE, 0)");
    sql(
        "INSERT INTO team (organization, name, description, created_at)"
            + " VALUES ('acme', 'developers', '', 0)");
    sql(
        "INSERT INTO organization_member (organization, account, role) VALUES ('acme', 'alice',"
            + " 'owner')");
    sql("INSERT INTO organization_scope (scope, organization) VALUES ('acme', 'acme')");
    sql(
        "INSERT INTO package (name, visibility, revision, version_bytes, created_at, modified_at)"
            + " VALUES ('rocket', 'public', 0, 0, 0, 0)");
    sql("INSERT INTO package_owner (package, owner) VALUES ('rocket', 'alice')");
    sql(
        "INSERT INTO package (name, visibility, revision, version_bytes, created_at, modified_at)"
            + " VALUES ('@acme/kit', 'private', 0, 0, 0, 0)");
    sql("INSERT INTO package_owner (package, owner) VALUES ('@acme/kit', '@acme')");
    sql(
        "INSERT INTO team_grant (package, organization, team, permission)"
            + " VALUES ('@acme/kit', 'acme', 'developers', 'write')");
    sql(
        "INSERT INTO collaborator (package, account, permission)"
            + " VALUES ('rocket', 'bob', 'read')");
    invitation("to-acme", "membership", "acme");
    invitation("to-rocket", "ownership", "rocket");
    publisher("of-rocket", "'rocket', NULL, 'alice', NULL");
    publisher("of-pattern", "'@acme/*', 'acme', '@acme', NULL");
    publisher("of-scope", "'@acme/soon', NULL, '@acme', '@acme'");
    publisher("of-soon", "'soon', NULL, 'bob', 'bob'");
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void sql(String sql) {
    db.write(tx -> tx.update(sql));
  }

  private void publisher(String id, String targetScopeOwnerAndFutureOwner) {
    sql(
        """
        INSERT INTO publisher (
          id, provider, issuer, project, settings, pins, powers, terms, label, revision, changes,
          created_at, created_by, target, scope, owner, future_owner)
        VALUES ('%s', '', '', '', '', '', '', '', '', 0, 0, 0, '', %s)
        """
            .formatted(id, targetScopeOwnerAndFutureOwner));
  }

  private void invitation(String id, String kind, String subject) {
    sql(
        """
        INSERT INTO invitation (
          id, kind, subject, detail, invitee, invited_by, created_at, expires_at)
        VALUES ('%s', '%s', '%s', '', 'carol', '', 0, 0)
        """
            .formatted(id, kind, subject));
  }

  private List<String> breaches() {
    return db.read(new Invariants()::breaches);
  }

  @Test
  void whatIsInOrderBreaksNothing() {
    assertThat(breaches()).isEmpty();
  }

  static Stream<Arguments> breaking() {
    return Stream.of(
        Arguments.of(
            "UPDATE publisher SET owner = 'bob' WHERE id = 'of-rocket'",
            "publisher of-rocket of rocket is trusted by somebody who does not own the package"),
        Arguments.of(
            "UPDATE publisher SET future_owner = 'alice' WHERE id = 'of-rocket'",
            "publisher of-rocket of rocket waits for a package that exists"),
        Arguments.of(
            "UPDATE publisher SET future_owner = NULL WHERE id = 'of-soon'",
            "publisher of-soon of soon is for a package that does not exist, and does not wait for"
                + " it"),
        Arguments.of(
            "UPDATE publisher SET future_owner = 'alice' WHERE id = 'of-soon'",
            "publisher of-soon of soon is trusted by somebody else than who waits for its package"),
        Arguments.of(
            "UPDATE publisher SET owner = 'bob' WHERE id = 'of-pattern'",
            "publisher of-pattern of @acme/* is trusted by somebody who does not own the scope"),
        Arguments.of(
            "UPDATE publisher SET owner = 'bob', future_owner = 'bob' WHERE id = 'of-scope'",
            "publisher of-scope of @acme/soon waits for a package in the scope of another"
                + " organization"),
        Arguments.of(
            "DELETE FROM organization_member", "organization acme has nobody who decides for it"),
        Arguments.of(
            "UPDATE package_owner SET owner = 'alice' WHERE package = '@acme/kit'",
            "team acme:developers with @acme/kit has a right on what its organization does not"
                + " own"),
        Arguments.of(
            "UPDATE package_owner SET owner = 'bob' WHERE package = 'rocket'",
            "collaborator bob of rocket owns it, or it is not there"),
        Arguments.of(
            "UPDATE collaborator SET package = 'other'",
            "collaborator bob of other owns it, or it is not there"),
        Arguments.of(
            "UPDATE invitation SET subject = 'other' WHERE id = 'to-acme'",
            "invitation to-acme to other is to something that does not exist"),
        Arguments.of(
            "UPDATE invitation SET subject = 'acme' WHERE id = 'to-rocket'",
            "invitation to-rocket to acme is to something that does not exist"),
        Arguments.of(
            "INSERT INTO organization (name, second_factor, created_at) VALUES ('bare', FALSE, 0)",
            "organization bare has no team that every member joins"),
        Arguments.of(
            "UPDATE package_owner SET package = 'other' WHERE package = 'rocket'",
            "package rocket has no owner"),
        Arguments.of(
            "UPDATE package_owner SET package = 'other' WHERE package = 'rocket'",
            "package other belongs to somebody, and does not exist"),
        Arguments.of(
            "UPDATE package_owner SET owner = 'nobody' WHERE package = 'rocket'",
            "package rocket belongs to nobody who is known"));
  }

  @ParameterizedTest
  @MethodSource("breaking")
  void whatBreaksOneIsFound(String sql, String sentence) {
    sql(sql);
    assertThat(breaches()).contains("The " + sentence + ".");
  }
}

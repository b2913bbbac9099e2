package dev.imprimatur.access;

import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The owners of packages; the table {@code package_owner}. */
public final class Owners {
  private static final String ADD =
      """
      INSERT INTO package_owner (package, owner)
      VALUES (?, ?)
      ON CONFLICT (package, owner) DO NOTHING
      """;

  private static final String REMOVE_ALL = "DELETE FROM package_owner WHERE package = ?";

  private static final String OF_PACKAGE =
      """
      SELECT owner
      FROM package_owner
      WHERE package = ?
      ORDER BY owner
      """;

  private static final String PACKAGES_OF =
      """
      SELECT package
      FROM package_owner
      WHERE owner = ?
      ORDER BY package
      """;

  private static final String OWNED_BY =
      """
      SELECT DISTINCT package
      FROM package_owner
      WHERE owner = ? OR owner IN (
        SELECT '@' || organization
        FROM organization_member
        WHERE account = ?)
      """;

  private static final String MAIL = "SELECT email FROM account WHERE name = ?";

  private static final String IS_ACTIVE =
      "SELECT name FROM account WHERE name = ? AND disabled_at IS NULL";

  private final Organizations organizations;

  public Owners(Organizations organizations) {
    this.organizations = organizations;
  }

  /** A person who may publish a package, with the mail address that npm shows of them. */
  public record Maintainer(UserName name, String email) {}

  public void add(Tx tx, PackageName name, OwnerName owner) {
    tx.update(ADD, name.value(), owner.value());
  }

  /** Ends that a package is anybody's, as its name is given up. */
  public void removeAll(Tx tx, PackageName name) {
    tx.update(REMOVE_ALL, name.value());
  }

  /** Transfers a package to another owner. */
  public void transfer(Tx tx, PackageName name, OwnerName owner) {
    tx.update(REMOVE_ALL, name.value());
    add(tx, name, owner);
  }

  public List<OwnerName> of(Tx tx, PackageName name) {
    return tx.list(OF_PACKAGE, row -> new OwnerName(row.text("owner")), name.value());
  }

  public List<PackageName> packagesOf(Tx tx, OwnerName owner) {
    return tx.list(PACKAGES_OF, row -> new PackageName(row.text("package")), owner.value());
  }

  /** All packages that a user may publish and read, as their owner or in an organization. */
  public List<PackageName> writableBy(Tx tx, UserName user) {
    return tx.list(
        OWNED_BY, row -> new PackageName(row.text("package")), user.value(), user.value());
  }

  /**
   * Returns whether a user decides about a package: as its owner, or as an owner of the
   * organization that owns it.
   */
  public boolean decides(Tx tx, PackageName name, UserName user) {
    return of(tx, name).stream().anyMatch(owner -> decides(tx, owner, user));
  }

  /** Returns whether a user decides for an owner: it is they, or an organization that they own. */
  public boolean decides(Tx tx, OwnerName owner, UserName user) {
    return owner.user().filter(user::equals).isPresent()
        || hasRole(tx, owner, user).filter(role -> role == Role.OWNER).isPresent();
  }

  /** Returns whether a user may publish and read a package. */
  public boolean writes(Tx tx, PackageName name, UserName user) {
    return of(tx, name).stream()
        .anyMatch(owner ->
            owner.user().filter(user::equals).isPresent() || hasRole(tx, owner, user).isPresent());
  }

  /** The owners of a package; the owner of its scope if it does not exist yet; otherwise none. */
  public List<OwnerName> whose(Tx tx, PackageName name) {
    var present = of(tx, name);
    return present.isEmpty()
        ? ofScope(tx, name).map(OwnerName::ofOrganization).stream().toList()
        : present;
  }

  /** The organizations that own a package, or would if it existed. */
  public List<String> organizationsOf(Tx tx, PackageName name) {
    return whose(tx, name).stream().flatMap(owner -> owner.organization().stream()).toList();
  }

  /** The organization that must own a new package of this name, if its scope has one. */
  public Optional<String> ofScope(Tx tx, PackageName name) {
    return name.scope().flatMap(scope -> ofScope(tx, scope));
  }

  /** The organization that owns a scope, if any does; it is written without its at sign. */
  public Optional<String> ofScope(Tx tx, String scope) {
    return organizations.ofScope(tx, scope);
  }

  /** The people behind the owners. */
  public List<Maintainer> maintainers(Tx tx, PackageName name) {
    return of(tx, name).stream()
        .flatMap(owner -> people(tx, owner))
        .distinct()
        .map(user -> new Maintainer(user, mail(tx, user)))
        .toList();
  }

  /** Everybody who may publish a package. */
  public List<UserName> writers(Tx tx, PackageName name) {
    return of(tx, name).stream()
        .flatMap(owner ->
            Stream.concat(
                owner.user().stream(),
                owner.organization().stream().flatMap(each -> members(tx, each))))
        .distinct()
        .toList();
  }

  /** Everybody who may publish new packages in a scope that is an organization's. */
  public List<UserName> writersOfScope(Tx tx, String scope) {
    return ofScope(tx, scope).stream().flatMap(name -> members(tx, name)).toList();
  }

  private Stream<UserName> members(Tx tx, String organization) {
    return organizations.members(tx, organization).stream().map(Organizations.Member::user);
  }

  /**
   * Returns whether one of these owners can still decide: has a person whose account is not
   * disabled.
   */
  public boolean hasActive(Tx tx, List<OwnerName> owners) {
    return owners.stream().flatMap(owner -> people(tx, owner)).anyMatch(user -> isActive(tx, user));
  }

  /** The people behind an owner whose accounts are not disabled. */
  public List<UserName> active(Tx tx, OwnerName owner) {
    return people(tx, owner).filter(user -> isActive(tx, user)).toList();
  }

  private static boolean isActive(Tx tx, UserName user) {
    return tx.one(IS_ACTIVE, row -> row.text("name"), user.value()).isPresent();
  }

  private Stream<UserName> people(Tx tx, OwnerName owner) {
    return Stream.concat(
        owner.user().stream(),
        owner.organization().stream()
            .flatMap(organization -> organizations.members(tx, organization).stream())
            .filter(member -> member.role() == Role.OWNER)
            .map(Organizations.Member::user));
  }

  private Optional<Role> hasRole(Tx tx, OwnerName owner, UserName user) {
    return owner.organization().flatMap(organization -> organizations.role(tx, organization, user));
  }

  /** The mail address of a user, read straight from their table, which is this room's own, too. */
  private static String mail(Tx tx, UserName user) {
    return tx.one(MAIL, row -> row.text("email"), user.value()).orElse("");
  }
}

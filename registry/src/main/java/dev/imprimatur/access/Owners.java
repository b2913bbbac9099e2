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

  private static final String REMOVE = "DELETE FROM package_owner WHERE package = ? AND owner = ?";

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

  private static final String MAIL = "SELECT email FROM account WHERE name = ?";

  private static final String IS_ACTIVE =
      "SELECT name FROM account WHERE name = ? AND disabled_at IS NULL";

  private final Organizations organizations;
  private final TeamGrants grants;
  private final Collaborators collaborators;

  public Owners(Organizations organizations, TeamGrants grants, Collaborators collaborators) {
    this.organizations = organizations;
    this.grants = grants;
    this.collaborators = collaborators;
  }

  /** A person who may publish a package, with the mail address that npm shows of them. */
  public record Maintainer(UserName name, String email) {}

  /**
   * Adds an owner; the developers of an organization may write to what becomes its own. Returns
   * false if it was theirs already.
   */
  public boolean add(Tx tx, PackageName name, OwnerName owner) {
    boolean added = tx.update(ADD, name.value(), owner.value()) == 1;
    if (added) {
      owner.organization().ifPresent(it -> grants.set(tx, name, developers(it), Right.WRITE));
      owner.user().ifPresent(user -> collaborators.remove(tx, name, user));
    }
    return added;
  }

  private static OrganizationTeam developers(String organization) {
    return new OrganizationTeam(organization, TeamName.DEVELOPERS);
  }

  /** Removes one of several owners; returns false if they are none. */
  public boolean remove(Tx tx, PackageName name, OwnerName owner) {
    return tx.update(REMOVE, name.value(), owner.value()) == 1;
  }

  /** Ends that a package is anybody's, with every right on it, as its name is given up. */
  public void removeAll(Tx tx, PackageName name) {
    tx.update(REMOVE_ALL, name.value());
    grants.removeAll(tx, name);
    collaborators.removeAll(tx, name);
  }

  /** Transfers a package to another owner; nobody keeps a right that the former ones gave. */
  public void transfer(Tx tx, PackageName name, OwnerName owner) {
    tx.update(REMOVE_ALL, name.value());
    grants.removeAll(tx, name);
    collaborators.removeAll(tx, name);
    add(tx, name, owner);
  }

  public List<OwnerName> of(Tx tx, PackageName name) {
    return tx.list(OF_PACKAGE, row -> new OwnerName(row.text("owner")), name.value());
  }

  public List<PackageName> packagesOf(Tx tx, OwnerName owner) {
    return tx.list(PACKAGES_OF, row -> new PackageName(row.text("package")), owner.value());
  }

  /**
   * Returns whether a user decides for an owner: it is they, or an organization that is led by
   * them.
   */
  public boolean decides(Tx tx, OwnerName owner, UserName user) {
    return owner.user().filter(user::equals).isPresent()
        || owner
            .organization()
            .flatMap(organization -> organizations.role(tx, organization, user))
            .filter(Role::decides)
            .isPresent();
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

  /** The people behind the owners, and after them who else may publish it by their own name. */
  public List<Maintainer> maintainers(Tx tx, PackageName name) {
    var writing =
        collaborators.of(tx, name).stream()
            .filter(it -> it.right() == Right.WRITE)
            .map(Collaborators.Collaborator::user);
    return Stream.concat(of(tx, name).stream().flatMap(owner -> people(tx, owner)), writing)
        .distinct()
        .map(user -> new Maintainer(user, mail(tx, user)))
        .toList();
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

  /** The people who decide for an owner. */
  Stream<UserName> people(Tx tx, OwnerName owner) {
    return Stream.concat(
        owner.user().stream(),
        owner.organization().stream()
            .flatMap(organization -> organizations.members(tx, organization).stream())
            .filter(member -> member.role().decides())
            .map(Organizations.Member::user));
  }

  /** The mail address of a user, read straight from their table, which is this room's own, too. */
  private static String mail(Tx tx, UserName user) {
    return tx.one(MAIL, row -> row.text("email"), user.value()).orElse("");
  }
}

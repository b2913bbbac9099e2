package dev.imprimatur.access;

import static java.util.Comparator.naturalOrder;

import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The rights of people on packages, by whatever way they came to them: as owners, by their role in
 * an organization, by a team of it, or as collaborators. This is the one place that knows all of
 * these ways; whoever asks here must not ask elsewhere.
 */
public final class PackageRights {
  private final Organizations organizations;
  private final Owners owners;
  private final TeamGrants grants;
  private final Collaborators collaborators;

  public PackageRights(
      Organizations organizations, Owners owners, TeamGrants grants, Collaborators collaborators) {
    this.organizations = organizations;
    this.owners = owners;
    this.grants = grants;
    this.collaborators = collaborators;
  }

  /** The greatest right of a user on a package, if they have any. */
  public Optional<Right> of(Tx tx, PackageName name, UserName user) {
    var its = owners.of(tx, name);
    if (its.stream().anyMatch(owner -> owners.decides(tx, owner, user))) {
      return Optional.of(Right.DECIDE);
    }
    var byTeam =
        grants.of(tx, name, user).stream()
            .filter(grant -> counts(tx, its, grant))
            .map(TeamGrants.OfMember::right);
    return Stream.concat(byTeam, collaborators.find(tx, name, user).stream()).max(naturalOrder());
  }

  public boolean has(Tx tx, PackageName name, UserName user, Right right) {
    return of(tx, name, user).filter(its -> its.covers(right)).isPresent();
  }

  public boolean reads(Tx tx, PackageName name, UserName user) {
    return has(tx, name, user, Right.READ);
  }

  public boolean writes(Tx tx, PackageName name, UserName user) {
    return has(tx, name, user, Right.WRITE);
  }

  /** Returns whether somebody decides about a package: as its owner, or for the organization. */
  public boolean decides(Tx tx, PackageName name, UserName user) {
    return has(tx, name, user, Right.DECIDE);
  }

  /**
   * Returns whether somebody could give a package away: as its owner, or as an owner of the
   * organization, whose admins only decide what becomes of it there.
   */
  public boolean gives(Tx tx, PackageName name, UserName user) {
    return owners.of(tx, name).stream()
        .anyMatch(owner ->
            owner.user().filter(user::equals).isPresent()
                || owner
                    .organization()
                    .filter(organization -> organizations.isOwner(tx, organization, user))
                    .isPresent());
  }

  /** Everybody who has a right on a package, and the greatest that they have. */
  public SequencedMap<UserName, Right> holders(Tx tx, PackageName name) {
    var all = new LinkedHashMap<UserName, Right>();
    var its = owners.of(tx, name);
    its.stream()
        .flatMap(owner -> owners.people(tx, owner))
        .forEach(user -> all.put(user, Right.DECIDE));
    grants.of(tx, name).stream()
        .filter(grant -> counts(tx, its, grant))
        .forEach(grant -> all.merge(grant.user(), grant.right(), PackageRights::greater));
    collaborators
        .of(tx, name)
        .forEach(it -> all.merge(it.user(), it.right(), PackageRights::greater));
    return all;
  }

  /** Everybody who may publish a package. */
  public List<UserName> writers(Tx tx, PackageName name) {
    return holders(tx, name).entrySet().stream()
        .filter(holder -> holder.getValue().covers(Right.WRITE))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Everybody who may publish new packages in a scope that is an organization's. */
  public List<UserName> writersOfScope(Tx tx, String scope) {
    return owners.ofScope(tx, scope).stream()
        .flatMap(name -> organizations.members(tx, name).stream())
        .map(Organizations.Member::user)
        .toList();
  }

  /** The packages of an organization on which a member has a right. */
  public SequencedMap<PackageName, Right> ofOrganization(
      Tx tx, String organization, UserName user) {
    var all = new TreeMap<String, Right>();
    var owner = OwnerName.ofOrganization(organization);
    var its = owners.packagesOf(tx, owner);
    if (owners.decides(tx, owner, user)) {
      its.forEach(name -> all.put(name.value(), Right.DECIDE));
    } else if (organizations.role(tx, organization, user).isPresent()) {
      grants
          .of(tx, user, organization)
          .forEach(it -> all.merge(it.name().value(), it.right(), PackageRights::greater));
    }
    return named(all);
  }

  /** The packages that are somebody's own, and those on which they have a right by their name. */
  public SequencedMap<PackageName, Right> ofUser(Tx tx, UserName user) {
    var all = new TreeMap<String, Right>();
    owners.packagesOf(tx, OwnerName.of(user)).forEach(name -> all.put(name.value(), Right.DECIDE));
    collaborators
        .of(tx, user)
        .forEach(it -> all.merge(it.name().value(), it.right(), PackageRights::greater));
    return named(all);
  }

  /** The packages on which somebody has a right, by whatever way. */
  public List<PackageName> readableBy(Tx tx, UserName user) {
    var byMembership =
        organizations.of(tx, user).stream()
            .flatMap(it -> ofOrganization(tx, it, user).keySet().stream());
    return Stream.concat(ofUser(tx, user).keySet().stream(), byMembership).distinct().toList();
  }

  /** A grant counts as long as the package is the organization's, and the member acts for it. */
  private boolean counts(Tx tx, List<OwnerName> its, TeamGrants.OfMember grant) {
    return its.contains(OwnerName.ofOrganization(grant.organization()))
        && organizations.role(tx, grant.organization(), grant.user()).isPresent();
  }

  private static Right greater(Right one, Right other) {
    return one.covers(other) ? one : other;
  }

  private static SequencedMap<PackageName, Right> named(Map<String, Right> all) {
    var named = new LinkedHashMap<PackageName, Right>();
    all.forEach((name, right) -> named.put(new PackageName(name), right));
    return named;
  }
}

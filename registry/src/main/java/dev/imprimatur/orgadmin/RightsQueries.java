package dev.imprimatur.orgadmin;

import dev.imprimatur.access.OrganizationTeam;
import dev.imprimatur.access.Organizations.Member;
import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.Owners;
import dev.imprimatur.access.Right;
import dev.imprimatur.access.Teams.Team;
import dev.imprimatur.access.UserName;
import dev.imprimatur.db.Database;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.tokens.People;
import dev.imprimatur.trust.Locks;
import dev.imprimatur.trust.PublishingAccess.Writers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** The reading of who belongs to what, and who has which right. */
public final class RightsQueries {
  private final Database db;
  private final People people;
  private final Packages packages;
  private final Locks locks;

  public RightsQueries(Database db, People people, Packages packages, Locks locks) {
    this.db = db;
    this.people = people;
    this.packages = packages;
    this.locks = locks;
  }

  /**
   * The access to a package, as pnpm asks for it.
   *
   * @param open whether everybody may read it
   * @param writers who may write to it, by its own rule and its scope's
   */
  record Status(boolean open, Writers writers) {}

  Status status(PackageName name) {
    return db.read(
        tx -> new Status(packages.require(tx, name).isPublic(), locks.of(tx, name).writers()));
  }

  /** An organization, as its members see it. */
  record Summary(String name, List<Member> members, List<String> scopes, boolean secondFactor) {
    public Summary {
      members = List.copyOf(members);
      scopes = List.copyOf(scopes);
    }
  }

  Summary organization(String name) {
    return db.read(tx ->
        new Summary(
            name,
            people.organizations().members(tx, name),
            people.organizations().scopes(tx, name),
            people.organizations().demandsSecondFactor(tx, name)));
  }

  /** Everybody's right on a package. */
  public SequencedMap<String, Right> ofPackage(PackageName name) {
    return texts(db.read(tx -> people.rights().holders(tx, name)));
  }

  /** The people whom npm shows as a package's owners. */
  List<UserName> maintainers(PackageName name) {
    return db.read(tx -> {
      if (people.owners().of(tx, name).isEmpty()) {
        throw new PackageProblem.PackageNotFound(name.value()).asException();
      }
      return people.owners().maintainers(tx, name).stream().map(Owners.Maintainer::name).toList();
    });
  }

  /** The packages of an organization on which the caller has a right. */
  SequencedMap<String, Right> ofOrganization(String organization, Caller caller) {
    return texts(
        db.read(tx -> {
          if (caller instanceof Caller.Person person && !person.user().admin()) {
            return people.rights().ofOrganization(tx, organization, person.user().name());
          }
          var all = new LinkedHashMap<PackageName, Right>();
          people
              .owners()
              .packagesOf(tx, OwnerName.ofOrganization(organization))
              .forEach(name -> all.put(name, Right.DECIDE));
          return all;
        }));
  }

  SequencedMap<String, Right> ofUser(UserName user) {
    return texts(db.read(tx -> people.rights().ofUser(tx, user)));
  }

  public SequencedMap<String, Right> ofTeam(OrganizationTeam team) {
    return texts(
        db.read(tx -> {
          people.teams().require(tx, team);
          return people.grants().of(tx, team);
        }));
  }

  public List<Team> teams(String organization) {
    return db.read(tx -> {
      people.organizations().require(tx, organization);
      return people.teams().all(tx, organization);
    });
  }

  public List<UserName> members(OrganizationTeam team) {
    return db.read(tx -> {
      people.teams().require(tx, team);
      return people.teams().members(tx, team);
    });
  }

  private static <K> SequencedMap<String, Right> texts(Map<K, Right> all) {
    return all.entrySet().stream()
        .collect(
            Collectors.toMap(
                each -> each.getKey().toString(),
                Map.Entry::getValue,
                (one, other) -> one,
                LinkedHashMap::new));
  }
}

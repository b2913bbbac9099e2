package dev.imprimatur.sso;

import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.identities.GivenRights.Given;
import dev.imprimatur.openid.Identity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rights that a provider's groups give. A group is meant by its whole name, letter by letter: a
 * provider may let people make groups whose names look like others'.
 *
 * @param claim the claim that lists somebody's groups; nothing is given without one
 * @param administrators the group whose members administer the registry, if there is one
 */
public record GroupPolicy(
    Optional<String> claim, Optional<String> administrators, List<Mapping> mappings) {
  /** No groups, and nothing for them. */
  public static final GroupPolicy NONE =
      new GroupPolicy(Optional.empty(), Optional.empty(), List.of());

  public GroupPolicy {
    mappings = List.copyOf(mappings);
  }

  /** A group that makes its members of it members of an organization, and perhaps of a team. */
  public record Mapping(String group, String organization, Role role, Optional<String> team) {}

  /** Returns whether groups are looked at, so that what they gave is theirs to take away. */
  boolean counts() {
    return claim.isPresent();
  }

  /** Claims to look for in a second place if the ID token lacks them. */
  Set<String> wanted() {
    return claim.stream().collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Returns everything that somebody's groups give; of two roles in one organization, the higher.
   */
  Set<Given> given(Identity identity) {
    var groups = claim.map(identity::texts).orElse(Set.of());
    var roles = new HashMap<String, Role>();
    var given = new ArrayList<Given>();
    for (var mapping : mappings) {
      if (groups.contains(mapping.group())) {
        roles.merge(mapping.organization(), mapping.role(), GroupPolicy::higher);
        mapping.team().ifPresent(team -> given.add(new Given(mapping.organization(), team, "")));
      }
    }
    var admin = administrators.filter(groups::contains).map(_ -> Given.ADMINISTRATOR).stream();
    return Stream.of(admin, given.stream(), roles.entrySet().stream().map(GroupPolicy::member))
        .flatMap(each -> each)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Given member(Map.Entry<String, Role> role) {
    return new Given(role.getKey(), "", role.getValue().wire());
  }

  /** The roles are listed from the highest down. */
  private static Role higher(Role one, Role other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}

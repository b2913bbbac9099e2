package dev.imprimatur.staging;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The order in which the versions of a release group come out: what is depended on first, so that
 * whoever is told of one finds what it needs. Packages that depend on each other come in the order
 * in which they were staged.
 */
final class ReleaseOrder {
  private static final List<String> DEPENDENCIES =
      List.of("dependencies", "optionalDependencies", "peerDependencies");

  private final Map<String, List<Member>> members = new HashMap<>();
  private final Set<Member> begun = new HashSet<>();
  private final List<Member> ordered = new ArrayList<>();

  private ReleaseOrder(List<Member> all) {
    all.forEach(member ->
        members.computeIfAbsent(member.name().value(), _ -> new ArrayList<>()).add(member));
  }

  /**
   * A version of a group.
   *
   * @param needs the names of the packages of the group that it depends on
   */
  record Member(String id, PackageName name, Set<String> needs) {

    /** Reads from a manifest what it needs of the packages of its group. */
    static Member of(String id, PackageName name, JsonObject manifest, Set<String> group) {
      return new Member(
          id,
          name,
          DEPENDENCIES.stream()
              .flatMap(kind -> manifest.object(kind).stream())
              .flatMap(packages -> packages.members().keySet().stream())
              .filter(group::contains)
              .collect(Collectors.toUnmodifiableSet()));
    }
  }

  static List<Member> of(List<Member> all) {
    var order = new ReleaseOrder(all);
    all.forEach(order::place);
    return order.ordered;
  }

  /** Places a member behind all that it needs; goes as deep as the group is large, at most. */
  private void place(Member member) {
    if (!begun.add(member)) {
      return;
    }
    member.needs().stream()
        .sorted()
        .flatMap(name -> members.getOrDefault(name, List.of()).stream())
        .forEach(this::place);
    ordered.add(member);
  }
}

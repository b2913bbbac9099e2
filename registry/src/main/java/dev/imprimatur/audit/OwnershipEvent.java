package dev.imprimatur.audit;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import java.util.List;
import java.util.Optional;

/** An event about who has a right on a package. */
public sealed interface OwnershipEvent extends Event {
  PackageName name();

  @Override
  default Optional<String> about() {
    return Optional.of(name().value());
  }

  /** A team of an organization. */
  record Team(String organization, String name) {}

  record OwnerAdded(PackageName name, String owner, List<String> from) implements OwnershipEvent {
    public OwnerAdded {
      from = List.copyOf(from);
    }

    @Override
    public EventKind kind() {
      return EventKind.OWNER_ADDED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("owner", owner).and("from", JsonArray.ofTexts(from)).build();
    }
  }

  record OwnerRemoved(PackageName name, String owner, List<String> from) implements OwnershipEvent {
    public OwnerRemoved {
      from = List.copyOf(from);
    }

    @Override
    public EventKind kind() {
      return EventKind.OWNER_REMOVED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("owner", owner).and("from", JsonArray.ofTexts(from)).build();
    }
  }

  record CollaboratorSet(PackageName name, String user, String permission)
      implements OwnershipEvent {
    @Override
    public EventKind kind() {
      return EventKind.COLLABORATOR_SET;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).and("permission", permission).build();
    }
  }

  record CollaboratorRemoved(PackageName name, String user) implements OwnershipEvent {
    @Override
    public EventKind kind() {
      return EventKind.COLLABORATOR_REMOVED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("user", user).build();
    }
  }

  record TeamAccessSet(PackageName name, Team team, String permission) implements OwnershipEvent {
    @Override
    public EventKind kind() {
      return EventKind.TEAM_ACCESS_SET;
    }

    @Override
    public JsonObject facts() {
      return of(team).and("permission", permission).build();
    }
  }

  record TeamAccessRemoved(PackageName name, Team team) implements OwnershipEvent {
    @Override
    public EventKind kind() {
      return EventKind.TEAM_ACCESS_REMOVED;
    }

    @Override
    public JsonObject facts() {
      return of(team).build();
    }
  }

  private static JsonObject.Builder of(Team team) {
    return JsonObject.with("organization", team.organization()).and("team", team.name());
  }
}

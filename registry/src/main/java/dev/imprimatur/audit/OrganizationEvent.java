package dev.imprimatur.audit;

import dev.imprimatur.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/** An event about who belongs to an organization and its teams, and who is invited to what. */
public sealed interface OrganizationEvent extends Event {
  @Override
  default Optional<String> about() {
    return Optional.empty();
  }

  record SecondFactorDemanded(String organization, boolean demanded) implements OrganizationEvent {
    @Override
    public EventKind kind() {
      return EventKind.SECOND_FACTOR_DEMANDED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("organization", organization).and("demanded", demanded).build();
    }
  }

  record TeamAdded(String organization, String team) implements OrganizationEvent {
    @Override
    public EventKind kind() {
      return EventKind.TEAM_ADDED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("organization", organization).and("team", team).build();
    }
  }

  record TeamRemoved(String organization, String team) implements OrganizationEvent {
    @Override
    public EventKind kind() {
      return EventKind.TEAM_REMOVED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("organization", organization).and("team", team).build();
    }
  }

  record TeamMemberAdded(String organization, String team, String user)
      implements OrganizationEvent {
    @Override
    public EventKind kind() {
      return EventKind.TEAM_MEMBER_ADDED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("organization", organization)
          .and("team", team)
          .and("user", user)
          .build();
    }
  }

  record TeamMemberRemoved(String organization, String team, String user)
      implements OrganizationEvent {
    @Override
    public EventKind kind() {
      return EventKind.TEAM_MEMBER_REMOVED;
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("organization", organization)
          .and("team", team)
          .and("user", user)
          .build();
    }
  }

  /**
   * The facts of an invitation.
   *
   * @param kind membership, ownership, collaboration or transfer
   * @param subject the organization or package
   * @param detail the role or permission; may be empty
   */
  record Invited(UUID id, String kind, String subject, String detail, String invitee) {
    Optional<String> about() {
      return kind.equals("membership") ? Optional.empty() : Optional.of(subject);
    }

    JsonObject facts() {
      var facts =
          JsonObject.with("invitation", id.toString())
              .and("to", kind)
              .and("invitee", invitee)
              .and("detail", detail);
      return about().isPresent() ? facts.build() : facts.and("organization", subject).build();
    }
  }

  record InvitationSent(Invited invited) implements OrganizationEvent {
    @Override
    public EventKind kind() {
      return EventKind.INVITATION_SENT;
    }

    @Override
    public Optional<String> about() {
      return invited.about();
    }

    @Override
    public JsonObject facts() {
      return invited.facts();
    }
  }

  record InvitationDeclined(Invited invited) implements OrganizationEvent {
    @Override
    public EventKind kind() {
      return EventKind.INVITATION_DECLINED;
    }

    @Override
    public Optional<String> about() {
      return invited.about();
    }

    @Override
    public JsonObject facts() {
      return invited.facts();
    }
  }

  record InvitationWithdrawn(Invited invited) implements OrganizationEvent {
    @Override
    public EventKind kind() {
      return EventKind.INVITATION_WITHDRAWN;
    }

    @Override
    public Optional<String> about() {
      return invited.about();
    }

    @Override
    public JsonObject facts() {
      return invited.facts();
    }
  }
}

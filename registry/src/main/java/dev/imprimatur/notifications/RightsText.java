package dev.imprimatur.notifications;

import dev.imprimatur.audit.EventKind;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.notifications.Notice.Concern;

/**
 * The sentences about who has a right on what: owners, members, teams and invitations.
 *
 * @param subject the package, or the registry
 */
record RightsText(String subject, JsonObject facts) {

  Notice of(EventKind kind) {
    return switch (kind) {
      case OWNER_ADDED -> new Notice(ownerAdded(), Concern.TRANSFER);
      case OWNER_REMOVED -> new Notice(ownerRemoved(), Concern.TRANSFER);
      case COLLABORATOR_SET, COLLABORATOR_REMOVED ->
          new Notice(collaborator(kind), Concern.COLLABORATOR);
      case TEAM_ACCESS_SET, TEAM_ACCESS_REMOVED -> new Notice(teamAccess(kind), Concern.PACKAGE);
      case MEMBER_ADDED -> new Notice(memberAdded(), Concern.MEMBER);
      case MEMBER_REMOVED -> new Notice(memberRemoved(), Concern.MEMBER);
      case SECOND_FACTOR_DEMANDED -> new Notice(secondFactor(), Concern.MEMBER);
      case TEAM_ADDED, TEAM_REMOVED -> new Notice(team(kind), Concern.MEMBER);
      case TEAM_MEMBER_ADDED, TEAM_MEMBER_REMOVED -> new Notice(teamMember(kind), Concern.MEMBER);
      case INVITATION_SENT -> new Notice(invited(), Concern.INVITATION);
      case INVITATION_DECLINED, INVITATION_WITHDRAWN ->
          new Notice(uninvited(kind), Concern.INVITATION);
      default -> throw new IllegalArgumentException(kind.wire() + " is about no right");
    };
  }

  private String ownerAdded() {
    return "%s is an owner of %s from now on.".formatted(text("owner"), subject);
  }

  private String ownerRemoved() {
    return "%s does not own %s any more.".formatted(text("owner"), subject);
  }

  private String collaborator(EventKind kind) {
    return kind == EventKind.COLLABORATOR_SET
        ? "%s has a right on %s: to %s.".formatted(text("user"), subject, text("permission"))
        : "%s has no right on %s any more by their own name.".formatted(text("user"), subject);
  }

  private String teamAccess(EventKind kind) {
    return kind == EventKind.TEAM_ACCESS_SET
        ? "The team %s of %s has a right on %s: to %s."
            .formatted(text("team"), text("organization"), subject, text("permission"))
        : "The team %s of %s has no right on %s any more."
            .formatted(text("team"), text("organization"), subject);
  }

  private String memberAdded() {
    return "%s is %s of %s.".formatted(text("user"), text("role"), text("organization"));
  }

  private String memberRemoved() {
    return "%s does not belong to %s any more.".formatted(text("user"), text("organization"));
  }

  private String secondFactor() {
    return facts.truth("demanded")
        ? "Only members with a second factor have rights in %s from now on."
            .formatted(text("organization"))
        : "Members without a second factor have rights in %s, too.".formatted(text("organization"));
  }

  private String team(EventKind kind) {
    return kind == EventKind.TEAM_ADDED
        ? "%s has a team %s.".formatted(text("organization"), text("team"))
        : "%s has no team %s any more.".formatted(text("organization"), text("team"));
  }

  private String teamMember(EventKind kind) {
    return kind == EventKind.TEAM_MEMBER_ADDED
        ? "%s is in the team %s of %s.".formatted(text("user"), text("team"), text("organization"))
        : "%s is in the team %s of %s no more."
            .formatted(text("user"), text("team"), text("organization"));
  }

  private String invited() {
    return "%s is invited to %s. It is theirs once they accept the invitation %s."
        .formatted(text("invitee"), offer(), text("invitation"));
  }

  private String uninvited(EventKind kind) {
    return kind == EventKind.INVITATION_DECLINED
        ? "%s has declined to %s.".formatted(text("invitee"), offer())
        : "%s is no longer invited to %s.".formatted(text("invitee"), offer());
  }

  private String offer() {
    return switch (text("to")) {
      case "membership" ->
          "be %s of the organization %s".formatted(text("detail"), text("organization"));
      case "collaboration" -> "%s the package %s".formatted(text("detail"), subject);
      case "transfer" -> "own the package %s instead of its owners".formatted(subject);
      default -> "own the package %s beside its owners".formatted(subject);
    };
  }

  private String text(String name) {
    return facts.text(name).orElse("");
  }
}

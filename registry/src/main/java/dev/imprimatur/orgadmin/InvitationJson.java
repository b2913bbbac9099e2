package dev.imprimatur.orgadmin;

import dev.imprimatur.access.Invitation;
import dev.imprimatur.access.Offer;
import dev.imprimatur.http.Header;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import java.util.List;
import java.util.stream.Collectors;

/** The form of invitations in answers, and the words with which npm's user is told of them. */
final class InvitationJson {
  private InvitationJson() {}

  static JsonArray write(List<Invitation> invitations) {
    return new JsonArray(invitations.stream().<JsonValue>map(InvitationJson::write).toList());
  }

  static JsonObject write(Invitation invitation) {
    var offer = invitation.offer();
    var fact = JsonObject.with("id", invitation.id().toString()).and("to", offer.kind());
    switch (offer) {
      case Offer.Membership(var organization, var role) ->
          fact.and("organization", organization).and("role", role.npm());
      case Offer.Collaboration(var name, var right) ->
          fact.and("package", name.value()).and("permission", right.wire());
      case Offer.Ownership(var name) -> fact.and("package", name.value());
      case Offer.Transfer(var name) -> fact.and("package", name.value());
    }
    return fact.and("invitee", invitation.invitee().value())
        .and("invitedBy", invitation.invitedBy())
        .and("createdAt", invitation.createdAt())
        .and("expiresAt", invitation.expiresAt())
        .build();
  }

  /** The notice that nothing has changed yet: npm prints that it has. */
  static Header notice(List<Invitation> sent) {
    return Header.ofText(
        "npm-notice",
        "Nothing has changed yet: %s. It takes effect once they accept, until %s."
            .formatted(
                sent.stream().map(InvitationJson::words).collect(Collectors.joining("; ")),
                sent.getFirst().expiresAt()));
  }

  private static String words(Invitation invitation) {
    return "%s was invited (invitation %s)".formatted(invitation.invitee(), invitation.id());
  }
}

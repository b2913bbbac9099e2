package dev.imprimatur.orgadmin;

import dev.imprimatur.access.Invitation;
import dev.imprimatur.access.Invitations;
import dev.imprimatur.access.Offer;
import dev.imprimatur.access.OwnerName;
import dev.imprimatur.audit.OrganizationEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.gate.Caller;

/** The sender of invitations: nobody is given what they did not accept. */
public final class InvitationSender {
  private final Invitations invitations;

  public InvitationSender(Invitations invitations) {
    this.invitations = invitations;
  }

  /** Returns whether this caller may only invite; whoever runs the registry decides at once. */
  static boolean mustAsk(Caller caller) {
    return !(caller instanceof Caller.Operator)
        && !(caller instanceof Caller.Person person && person.user().admin());
  }

  /** Invites somebody, without asking whether there is such an account. */
  Outcome send(Change change, Offer offer, OwnerName invitee) {
    var sent = invitations.add(change.tx(), offer, invitee, change.by());
    change.happened(new OrganizationEvent.InvitationSent(facts(sent)));
    return new Outcome.Invited(sent);
  }

  static OrganizationEvent.Invited facts(Invitation invitation) {
    var offer = invitation.offer();
    return new OrganizationEvent.Invited(
        invitation.id().value(),
        offer.kind(),
        offer.subject(),
        offer.detail(),
        invitation.invitee().value());
  }
}

package dev.imprimatur.orgadmin;

import dev.imprimatur.access.Invitation;
import dev.imprimatur.access.InvitationId;
import dev.imprimatur.access.Invitations;
import dev.imprimatur.access.Offer;
import dev.imprimatur.access.Organizations.Member;
import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.User;
import dev.imprimatur.audit.OrganizationEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.Changes;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.SenderRights;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.tokens.People;
import java.util.List;
import java.util.stream.Stream;

/**
 * The answers to invitations. One counts as long as whoever sent it could still give what it
 * offers: what they sent before they were put out is worth nothing.
 */
public final class InvitationAnswers {
  private final Database db;
  private final People people;
  private final Invitations invitations;
  private final SenderRights senders;
  private final Changes changes;
  private final Membership membership;
  private final PackageOwners packageOwners;
  private final PackageTransfer transfer;

  public InvitationAnswers(
      Database db,
      People people,
      Changes changes,
      Membership membership,
      PackageOwners packageOwners,
      PackageTransfer transfer) {
    this.db = db;
    this.people = people;
    this.invitations = people.invitations();
    this.senders = new SenderRights(people);
    this.changes = changes;
    this.membership = membership;
    this.packageOwners = packageOwners;
    this.transfer = transfer;
  }

  /** Those to a user, and to the organizations that they own. */
  List<Invitation> to(User user) {
    return db.read(tx ->
        Stream.concat(
                invitations.of(tx, user).stream(),
                people.organizations().of(tx, user.name()).stream()
                    .filter(it -> people.organizations().isOwner(tx, it, user.name()))
                    .flatMap(it -> invitations.of(tx, OwnerName.ofOrganization(it)).stream()))
            .filter(it -> counts(tx, it))
            .toList());
  }

  /** Those to belong to an organization. */
  List<Invitation> toOrganization(String organization) {
    return db.read(tx -> invitations.toOrganization(tx, organization));
  }

  /** Those to have something of a package. */
  List<Invitation> toPackage(PackageName name) {
    return db.read(tx -> invitations.toPackage(tx, name));
  }

  /** Accepts an invitation: from now on it is the caller's, or their organization's. */
  public Invitation accept(InvitationId id, Caller caller) {
    var invitation = require(id);
    var action = new Action.Answer(invitation);
    Changes.Step<Invitation> step =
        change -> {
          end(change, invitation);
          if (!counts(change.tx(), invitation)) {
            throw notFound(id);
          }
          give(change, invitation);
          return invitation;
        };
    return invitation.offer() instanceof Offer.OfPackage it
        ? changes.make(it.name(), caller, action, step)
        : changes.make(caller, action, step);
  }

  /** Declines an invitation, which is over with that. */
  public Invitation decline(InvitationId id, Caller caller) {
    var invitation = require(id);
    return changes.make(
        caller,
        new Action.Answer(invitation),
        change -> {
          end(change, invitation);
          change.happened(
              new OrganizationEvent.InvitationDeclined(InvitationSender.facts(invitation)));
          return invitation;
        });
  }

  /** Takes an invitation back, as whoever could send it. */
  public Invitation withdraw(InvitationId id, Caller caller) {
    var invitation = require(id);
    var action =
        switch (invitation.offer()) {
          case Offer.Membership(var organization, _) -> new Action.Represent(organization);
          case Offer.OfPackage it -> Action.Decide.about(it.name());
        };
    return changes.make(
        caller,
        action,
        change -> {
          end(change, invitation);
          change.happened(
              new OrganizationEvent.InvitationWithdrawn(InvitationSender.facts(invitation)));
          return invitation;
        });
  }

  private Invitation require(InvitationId id) {
    return db.read(tx -> invitations.require(tx, id));
  }

  /** Ends an invitation; of two who answer it at once, one is too late. */
  private void end(Change change, Invitation invitation) {
    if (!invitations.remove(change.tx(), invitation.id())) {
      throw notFound(invitation.id());
    }
  }

  private void give(Change change, Invitation invitation) {
    switch (invitation.offer()) {
      case Offer.Membership(var organization, var role) ->
          membership.join(
              change, organization, new Member(invitation.invitee().user().orElseThrow(), role));
      case Offer.Ownership offer ->
          packageOwners.take(change, offer, invitation.invitee().user().orElseThrow());
      case Offer.Collaboration offer ->
          packageOwners.take(change, offer, invitation.invitee().user().orElseThrow());
      case Offer.Transfer(var name) -> transfer.give(change, name, invitation.invitee());
    }
  }

  private boolean counts(Tx tx, Invitation invitation) {
    return senders.hold(tx, invitation.invitedBy(), invitation.offer());
  }

  private static RuntimeException notFound(InvitationId id) {
    return new PeopleProblem.InvitationNotFound(id.toString()).asException();
  }
}

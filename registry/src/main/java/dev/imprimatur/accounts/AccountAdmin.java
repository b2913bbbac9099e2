package dev.imprimatur.accounts;

import dev.imprimatur.access.AccountLink;
import dev.imprimatur.access.AccountLink.Terms;
import dev.imprimatur.access.AccountLinks;
import dev.imprimatur.access.Organizations;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.AccountEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.Changes;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.secondfactor.SecondFactors;
import dev.imprimatur.signin.Sessions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The invitations to make an account, and the mending of accounts by whoever runs the registry. */
public final class AccountAdmin {
  private static final Action OPERATE = new Action.Operate();

  private final Users users;
  private final Organizations organizations;
  private final AccountLinks links;
  private final SecondFactors factors;
  private final Sessions sessions;
  private final Changes changes;
  private final Mails mails;

  public AccountAdmin(
      Users users,
      Organizations organizations,
      AccountLinks links,
      SecondFactors factors,
      Sessions sessions,
      Changes changes,
      Mails mails) {
    this.users = users;
    this.organizations = organizations;
    this.links = links;
    this.factors = factors;
    this.sessions = sessions;
    this.changes = changes;
    this.mails = mails;
  }

  /**
   * Invites somebody; the link goes to their mail address, if there is one. Whoever decides for an
   * organization invites to it, and to the registry itself its administrators.
   */
  public AccountLinks.Fresh invite(Terms.Invitation invitation, Caller caller) {
    Action action =
        invitation
            .joins()
            .filter(joins -> !invitation.admin())
            .<Action>map(joins -> new Action.Represent(joins.organization()))
            .orElse(new Action.Administer());
    var fresh =
        changes.make(
            caller,
            action,
            change -> {
              invitation
                  .joins()
                  .ifPresent(joins -> organizations.require(change.tx(), joins.organization()));
              return make(change, invitation, Optional.empty());
            });
    invitation.email().ifPresent(email -> mails.sendAndWait(fresh, email));
    return fresh;
  }

  /** Returns the invitations that nobody has accepted yet. */
  public List<AccountLink> invitations(Caller caller) {
    return changes.make(caller, new Action.Administer(), change -> links.invitations(change.tx()));
  }

  /** Takes an invitation back; false if there is none such any more. */
  public boolean withdraw(UUID invitation, Caller caller) {
    return changes.make(
        caller,
        new Action.Administer(),
        change -> {
          boolean removed = links.remove(change.tx(), invitation);
          if (removed) {
            change.happened(new AccountEvent.LinkRemoved(invitation));
          }
          return removed;
        });
  }

  /** Makes a link by which a user chooses another password. */
  public AccountLinks.Fresh reset(UserName name, Caller caller) {
    return changes.make(
        caller,
        OPERATE,
        change -> {
          users.require(change.tx(), name);
          return make(change, new Terms.Reset(name), Optional.of(name));
        });
  }

  private AccountLinks.Fresh make(Change change, Terms terms, Optional<UserName> user) {
    var fresh = links.make(change.tx(), terms, change.by());
    change.happened(
        new AccountEvent.LinkMade(fresh.link().id(), terms.kind(), user.map(UserName::value)));
    return fresh;
  }

  /**
   * Takes the second factors of a user who has lost them. All their sessions end, and for some days
   * they may only read, whoever signs in: what else could tell them from somebody who says so?
   */
  public void recover(UserName name, Caller caller) {
    changes.make(
        caller,
        OPERATE,
        change -> {
          users.require(change.tx(), name);
          factors.removeAll(change.tx(), name);
          users.keepToReading(change.tx(), name);
          sessions.endOthers(change, name, Optional.empty());
          change.happened(new AccountEvent.UserRecovered(name.value()));
          return name;
        });
  }

  /** Lets a user who was disabled sign in again; their tokens and links stay ended. */
  public boolean enable(UserName name, Caller caller) {
    return changes.make(
        caller,
        OPERATE,
        change -> {
          boolean was = users.enable(change.tx(), name);
          if (was) {
            change.happened(new AccountEvent.UserEnabled(name.value()));
          }
          return was;
        });
  }
}

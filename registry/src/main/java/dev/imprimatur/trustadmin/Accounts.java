package dev.imprimatur.trustadmin;

import dev.imprimatur.access.Organizations;
import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.change.Changes;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.tokens.Tokens;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.Turns;

/** The accounts of people, as the operator adds and ends them. */
public final class Accounts {
  private static final Action OPERATE = new Action.Operate();

  private final Users users;
  private final Tokens tokens;
  private final Organizations organizations;
  private final Changes changes;
  private final TrustedPublishers keeping;

  public Accounts(
      Users users,
      Tokens tokens,
      Organizations organizations,
      Changes changes,
      TrustedPublishers keeping) {
    this.users = users;
    this.tokens = tokens;
    this.organizations = organizations;
    this.changes = changes;
    this.keeping = keeping;
  }

  /**
   * Adds a user. The scope of the same name is theirs from now on, unless an organization has it
   * already, and nobody else may wait for a name in it. The password is hashed before a transaction
   * begins, as that takes time.
   */
  public void add(Users.Applicant applicant, Caller caller) {
    var hashed = users.hashed(applicant);
    changes.make(
        caller,
        OPERATE,
        change -> {
          var scope = applicant.name().value();
          Turns.take(change.tx(), new Target("@" + scope + "/*"));
          var user = users.add(change.tx(), hashed);
          change.happened(new PeopleEvent.UserAdded(user.name().value(), user.admin()));
          if (organizations.ofScope(change.tx(), scope).isEmpty()) {
            keeping.removeWaitingInScope(change, scope, OwnerName.of(user.name()));
          }
          return user;
        });
  }

  /** Disables a user and all of their tokens. */
  public void disable(UserName name, Caller caller) {
    changes.make(
        caller,
        OPERATE,
        change -> {
          users.disable(change.tx(), name);
          tokens.revokeOfUser(change.tx(), name);
          change.happened(new PeopleEvent.UserDisabled(name.value()));
          return name;
        });
  }
}

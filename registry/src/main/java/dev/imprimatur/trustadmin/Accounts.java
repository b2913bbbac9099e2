package dev.imprimatur.trustadmin;

import dev.imprimatur.access.AccountLinks;
import dev.imprimatur.access.Organizations;
import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.User;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.Changes;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.secondfactor.Challenges;
import dev.imprimatur.tokens.Tokens;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.Turns;

/** The accounts of people, as the operator adds and ends them. */
public final class Accounts {
  private static final Action OPERATE = new Action.Operate();

  private final Users users;
  private final Tokens tokens;
  private final Organizations organizations;
  private final Challenges challenges;
  private final AccountLinks links;
  private final Changes changes;
  private final TrustedPublishers keeping;

  public Accounts(
      Users users,
      Tokens tokens,
      Organizations organizations,
      Challenges challenges,
      AccountLinks links,
      Changes changes,
      TrustedPublishers keeping) {
    this.users = users;
    this.tokens = tokens;
    this.organizations = organizations;
    this.challenges = challenges;
    this.links = links;
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
    changes.make(caller, OPERATE, change -> add(change, hashed));
  }

  /** Adds a user in a change under way. */
  public User add(Change change, Users.Hashed hashed) {
    var scope = hashed.applicant().name().value();
    Turns.take(change.tx(), new Target("@" + scope + "/*"));
    var user = users.add(change.tx(), hashed);
    change.happened(new PeopleEvent.UserAdded(user.name().value(), user.admin()));
    if (organizations.ofScope(change.tx(), scope).isEmpty()) {
      keeping.removeWaitingInScope(change, scope, OwnerName.of(user.name()));
    }
    return user;
  }

  /** Disables a user, all of their tokens, and all that they could get another one by. */
  public void disable(UserName name, Caller caller) {
    changes.make(
        caller,
        OPERATE,
        change -> {
          users.disable(change.tx(), name);
          tokens.revokeOfUser(change.tx(), name);
          challenges.removeOf(change.tx(), name);
          links.removeOf(change.tx(), name, Actor.person(name.value()).value());
          change.happened(new PeopleEvent.UserDisabled(name.value()));
          return name;
        });
  }
}

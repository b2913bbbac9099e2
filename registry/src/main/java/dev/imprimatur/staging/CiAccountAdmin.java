package dev.imprimatur.staging;

import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.change.Changes;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.tokens.CiAccounts;

/** The operator's word on which accounts at CI systems are whose, for {@link FourEyes}. */
public final class CiAccountAdmin {
  private final Users users;
  private final CiAccounts ciAccounts;
  private final Changes changes;

  public CiAccountAdmin(Users users, CiAccounts ciAccounts, Changes changes) {
    this.users = users;
    this.ciAccounts = ciAccounts;
    this.changes = changes;
  }

  /**
   * An account at a CI system.
   *
   * @param subject its name or id, as identity tokens say it; an id stays when a name changes
   */
  public record CiAccount(String issuer, String subject) {}

  public void add(UserName user, CiAccount account, Caller caller) {
    changes.make(
        caller,
        new Action.Operate(),
        change -> {
          users.require(change.tx(), user);
          if (ciAccounts.add(change.tx(), user, account.issuer(), account.subject())) {
            change.happened(
                new PeopleEvent.CiAccountAdded(user.value(), account.issuer(), account.subject()));
          }
          return user;
        });
  }

  /** Removes all that are known of a user at an issuer. */
  public void remove(UserName user, String issuer, Caller caller) {
    changes.make(
        caller,
        new Action.Operate(),
        change -> {
          users.require(change.tx(), user);
          if (ciAccounts.remove(change.tx(), user, issuer)) {
            change.happened(new PeopleEvent.CiAccountsRemoved(user.value(), issuer));
          }
          return user;
        });
  }
}

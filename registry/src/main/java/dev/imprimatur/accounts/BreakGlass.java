package dev.imprimatur.accounts;

import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.SignOnEvent;
import dev.imprimatur.change.Changes;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.identities.PasswordAccess;
import dev.imprimatur.secret.Secret;

/** The way back in for one person when everybody signs in by a provider, and none answers. */
public final class BreakGlass {
  private final Users users;
  private final PasswordAccess access;
  private final Changes changes;

  public BreakGlass(Users users, PasswordAccess access, Changes changes) {
    this.users = users;
    this.access = access;
    this.changes = changes;
  }

  /** Gives a user a password, and lets them sign in with it for a day. */
  public void letIn(UserName name, Secret password, Caller caller) {
    var hash = users.hashed(name, password);
    changes.make(
        caller,
        new Action.Operate(),
        change -> {
          users.require(change.tx(), name);
          users.setPassword(change.tx(), name, hash);
          access.letIn(change.tx(), name);
          change.happened(new SignOnEvent.PasswordAllowed(name.value()));
          return name;
        });
  }
}

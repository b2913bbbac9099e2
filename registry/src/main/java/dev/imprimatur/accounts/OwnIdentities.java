package dev.imprimatur.accounts;

import dev.imprimatur.access.UserName;
import dev.imprimatur.accounts.OwnAccount.Owner;
import dev.imprimatur.audit.SignOnEvent;
import dev.imprimatur.change.Changes;
import dev.imprimatur.db.Database;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.identities.LinkedIdentities;
import dev.imprimatur.identities.LinkedIdentities.Link;
import dev.imprimatur.problem.SignOnProblem;
import dev.imprimatur.signin.Sessions;
import java.util.List;
import java.util.Optional;

/** The identities at providers that whoever asks signs in with. */
public final class OwnIdentities {
  private static final Action MANAGE = new Action.ManageAccount();

  private final Database db;
  private final LinkedIdentities links;
  private final WaysIn ways;
  private final Sessions sessions;
  private final Changes changes;

  public OwnIdentities(
      Database db, LinkedIdentities links, WaysIn ways, Sessions sessions, Changes changes) {
    this.db = db;
    this.links = links;
    this.ways = ways;
    this.sessions = sessions;
    this.changes = changes;
  }

  public List<Link> all(Caller.Person person) {
    return db.read(tx -> links.ofUser(tx, person.user().name()));
  }

  /**
   * Links an identity with the account of somebody who has just shown that both are theirs.
   *
   * @param title the provider's name for people
   */
  public void link(Owner owner, Link link, String title) {
    changes.make(
        owner.person(),
        MANAGE,
        change -> {
          var tx = change.tx();
          var name = owner.name();
          if (links.find(tx, link.id()).equals(Optional.of(name))) {
            return name;
          }
          if (!links.add(tx, name, link)) {
            throw new SignOnProblem.IdentityTaken(title).asException();
          }
          change.happened(
              new SignOnEvent.IdentityLinked(
                  name.value(), link.id().issuer(), link.id().subject()));
          return name;
        });
  }

  /**
   * Unlinks what somebody has of a provider, and ends all their other sessions: if it was not they
   * who linked it, somebody else has begun those. What its groups gave goes afterwards. Returns
   * false if there was no such link.
   */
  public boolean unlink(Owner owner, String issuer) {
    return changes.make(
        owner.person(),
        MANAGE,
        change -> {
          UserName name = owner.name();
          boolean had =
              ways.keepOne(change.tx(), name, () -> links.remove(change.tx(), name, issuer));
          if (had) {
            sessions.endOthers(change, name, Optional.of(owner.person().token().id()));
            change.happened(new SignOnEvent.IdentityUnlinked(name.value(), issuer));
          }
          return had;
        });
  }
}

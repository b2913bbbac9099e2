package dev.imprimatur.sso;

import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users.OutsideMail;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.openid.Identity;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.SignOnProblem;
import dev.imprimatur.tokens.People;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.Turns;
import dev.imprimatur.trustadmin.TrustedPublishers;
import java.util.Optional;

/** The accounts that people get with their first sign-in by a provider. */
final class NewAccounts {
  private final People people;
  private final TrustedPublishers publishers;
  private final boolean makesThem;

  /**
   * Makes accounts, or none.
   *
   * @param makesThem whether a first sign-in makes an account
   */
  NewAccounts(People people, TrustedPublishers publishers, boolean makesThem) {
    this.people = people;
    this.publishers = publishers;
    this.makesThem = makesThem;
  }

  boolean makesThem() {
    return makesThem;
  }

  /**
   * Returns the name if it is one that a new account may have; then nobody else gets it before this
   * transaction ends. An organization's name is not free: its members would be mistaken for it.
   */
  Optional<UserName> free(Change change, String wanted) {
    var name = parsed(wanted);
    if (name.isEmpty()) {
      return name;
    }
    var tx = change.tx();
    Turns.take(tx, new Target("@" + wanted + "/*"));
    boolean taken =
        people.users().isUser(tx, wanted)
            || people.organizations().all(tx).contains(wanted)
            || people.organizations().ofScope(tx, wanted).isPresent();
    return name.filter(_ -> !taken);
  }

  private static Optional<UserName> parsed(String wanted) {
    try {
      return Optional.of(new UserName(wanted));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }

  /** Adds an account without a password; the scope of its name is theirs from now on. */
  void add(Change change, UserName name, Identity identity, String title) {
    var email =
        identity
            .text("email")
            .orElseThrow(() ->
                new SignOnProblem.IdentityRefused(
                        title, "it tells no mail address, which every account here has")
                    .asException());
    var mail = new OutsideMail(email, identity.claims().truth("email_verified"));
    var _ = people.users().addWithoutPassword(change.tx(), name, mail);
    change.happened(new PeopleEvent.UserAdded(name.value(), false));
    publishers.removeWaitingInScope(change, name.value(), OwnerName.of(name));
  }
}

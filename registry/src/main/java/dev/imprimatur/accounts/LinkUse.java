package dev.imprimatur.accounts;

import dev.imprimatur.access.AccountLink;
import dev.imprimatur.access.AccountLink.Terms;
import dev.imprimatur.access.AccountLinks;
import dev.imprimatur.access.Offer;
import dev.imprimatur.access.Organizations;
import dev.imprimatur.access.User;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.AccountEvent;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.Maintenance;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.SenderRights;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.signin.Sessions;
import dev.imprimatur.tokens.People;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.Turns;
import dev.imprimatur.trustadmin.Accounts;
import java.util.Optional;

/**
 * The use of links by whoever opens them: a link is all that they prove. What it does the registry
 * does by itself, as it was told to when the link was made. A link that is unknown, old or used is
 * refused alike.
 */
public final class LinkUse {
  private final Database db;
  private final AccountLinks links;
  private final Users users;
  private final Organizations organizations;
  private final SenderRights senders;
  private final Accounts accounts;
  private final Sessions sessions;
  private final Maintenance maintenance;
  private final Audit audit;

  public LinkUse(
      Database db,
      People people,
      Accounts accounts,
      Sessions sessions,
      Maintenance maintenance,
      Audit audit) {
    this.db = db;
    this.links = people.links();
    this.users = people.users();
    this.organizations = people.organizations();
    this.senders = new SenderRights(people);
    this.accounts = accounts;
    this.sessions = sessions;
    this.maintenance = maintenance;
    this.audit = audit;
  }

  /**
   * Makes the link to set up the first account, if there is none yet; the one that was made before
   * is good for nothing then. Several servers may start at once, and the last one's counts.
   */
  public Optional<AccountLinks.Fresh> setUp() {
    if (!db.read(users::isEmpty)) {
      return Optional.empty();
    }
    return maintenance.make(change -> {
      if (!users.isEmpty(change.tx())) {
        return Optional.empty();
      }
      var fresh = links.make(change.tx(), new Terms.SetUp(), change.by());
      change.happened(
          new AccountEvent.LinkMade(
              fresh.link().id(), fresh.link().terms().kind(), Optional.empty()));
      return Optional.of(fresh);
    });
  }

  /** A link as somebody has opened it, and where they came from. */
  public record Opened(Secret secret, String address) {}

  /** Finds what a link is good for, for its page to show it; nothing is written by that. */
  public AccountLink show(Opened opened) {
    return db.read(tx -> links.find(tx, opened.secret())).orElseThrow(LinkUse::none);
  }

  /** Finds what a link is good for, for somebody who uses it; a refusal is recorded. */
  public AccountLink require(Opened opened) {
    return db.read(tx -> links.find(tx, opened.secret())).orElseThrow(() -> refused(opened));
  }

  /** Makes the account that a link invites to; the mail address that it went to is verified. */
  public User makeAccount(Opened opened, Users.Applicant wanted) {
    var invitation = invitation(require(opened));
    var applicant =
        new Users.Applicant(
            wanted.name(),
            invitation.email().orElse(wanted.email()),
            wanted.password(),
            invitation.admin());
    var hashed = users.hashed(applicant);
    return use(
        opened,
        (change, link) -> {
          // The scope of the new name is decided first, as by whoever publishes in it.
          Turns.take(change.tx(), new Target("@" + applicant.name() + "/*"));
          invitation
              .joins()
              .ifPresent(joins -> Turns.takeOfOrganization(change.tx(), joins.organization()));
          if (!counts(change.tx(), link.madeBy(), invitation)) {
            throw none();
          }
          if (link.terms() instanceof Terms.SetUp && !users.isEmpty(change.tx())) {
            throw none();
          }
          var user = accounts.add(change, hashed);
          invitation.email().ifPresent(email -> users.verifyEmail(change.tx(), user.name(), email));
          invitation.joins().ifPresent(joins -> join(change, user.name(), joins));
          return user;
        });
  }

  /** Reads the set-up link as an invitation of the first administrator. */
  private static Terms.Invitation invitation(AccountLink link) {
    return switch (link.terms()) {
      case Terms.Invitation invitation -> invitation;
      case Terms.SetUp() -> new Terms.Invitation(true, Optional.empty(), Optional.empty());
      case Terms.Reset _, Terms.Verification _ -> throw none();
    };
  }

  /** Returns whether whoever made an invitation could make it now. */
  private boolean counts(Tx tx, String by, Terms.Invitation invitation) {
    return invitation
        .joins()
        .filter(joins -> !invitation.admin())
        .map(
            joins -> senders.hold(tx, by, new Offer.Membership(joins.organization(), joins.role())))
        .orElseGet(() -> senders.runTheRegistry(tx, by));
  }

  private void join(Change change, UserName name, AccountLink.Membership joins) {
    var member = new Organizations.Member(name, joins.role());
    organizations.addMember(change.tx(), joins.organization(), member);
    change.happened(
        new PeopleEvent.MemberAdded(joins.organization(), name.value(), joins.role().wire()));
  }

  /** Sets another password, after which all sessions that were begun with the former one end. */
  public UserName choosePassword(Opened opened, Secret chosen) {
    if (!(require(opened).terms() instanceof Terms.Reset(var name))) {
      throw none();
    }
    var hash = users.hashed(name, chosen);
    var user =
        use(
            opened,
            (change, link) -> {
              users.setPassword(change.tx(), name, hash);
              sessions.endOthers(change, name, Optional.empty());
              change.happened(new AccountEvent.PasswordChanged(name.value()));
              return users.require(change.tx(), name);
            });
    return user.name();
  }

  /** Remembers that a user reads mail at the address that the link was sent to. */
  public UserName verify(Opened opened) {
    if (!(require(opened).terms() instanceof Terms.Verification(var name, var email))) {
      throw none();
    }
    var user =
        use(
            opened,
            (change, link) -> {
              if (!users.verifyEmail(change.tx(), name, email)) {
                throw none();
              }
              change.happened(new AccountEvent.EmailVerified(name.value()));
              return users.require(change.tx(), name);
            });
    return user.name();
  }

  /** The deed that a link is used for; it returns whose account it made or changed. */
  private interface Deed {
    User of(Change change, AccountLink link);
  }

  private User use(Opened opened, Deed deed) {
    return maintenance.make(change -> {
      var link = links.find(change.tx(), opened.secret()).orElseThrow(LinkUse::none);
      var user = deed.of(change, link);
      // Whoever used it meanwhile wins, and takes back all of the above.
      if (!links.use(change.tx(), link) || user.disabledAt().isPresent()) {
        throw none();
      }
      change.happened(
          new AccountEvent.LinkUsed(link.id(), link.terms().kind(), user.name().value()));
      return user;
    });
  }

  /** Records that a link was refused, as far as strangers may write into the log. */
  private RuntimeException refused(Opened opened) {
    if (audit.hasRoomFor("link from " + opened.address())) {
      maintenance.make(change -> {
        change.happened(new AccountEvent.LinkRefused(opened.address()));
        return opened;
      });
    }
    return none();
  }

  private static RuntimeException none() {
    return new PeopleProblem.LinkNotFound().asException();
  }
}

package dev.imprimatur.accounts;

import dev.imprimatur.access.AccountLink.Terms;
import dev.imprimatur.access.AccountLinks;
import dev.imprimatur.access.SignInThrottle;
import dev.imprimatur.access.User;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.AccountEvent;
import dev.imprimatur.change.Maintenance;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.problem.ProblemException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/**
 * The requests of people for a link by mail: to choose another password, and to verify an address.
 * The answer is the same at once whether there is such an account; what follows is done afterwards.
 */
public final class LinkRequests {
  private static final Logger LOG = System.getLogger(LinkRequests.class.getName());

  private final Database db;
  private final Users users;
  private final AccountLinks links;
  private final Maintenance maintenance;
  private final Mails mails;
  private final SignInThrottle throttle;
  private final ThreadFactory threads;

  /**
   * Answers requests.
   *
   * @param throttle counts the requests for each account, as each is a mail
   */
  public LinkRequests(
      Database db,
      Users users,
      AccountLinks links,
      Maintenance maintenance,
      Mails mails,
      SignInThrottle throttle,
      ThreadFactory threads) {
    this.db = db;
    this.users = users;
    this.links = links;
    this.maintenance = maintenance;
    this.mails = mails;
    this.throttle = throttle;
    this.threads = threads;
  }

  /** Mails a link to choose another password to whoever has this name or mail address. */
  public void forgotPassword(String nameOrEmail) {
    if (mails.areSent()) {
      threads.newThread(() -> mailReset(nameOrEmail)).start();
    }
  }

  /** Mails a link, unless that account got enough of them just now. */
  private void mailUnlessTooMany(User user, Terms terms) {
    try {
      mail(user, terms);
    } catch (ProblemException e) {
      LOG.log(Level.INFO, "No mail to choose another password: {0}", e.problem().code());
    }
  }

  /** Sends to an address that was verified, and never to one that somebody only typed. */
  private void mailReset(String nameOrEmail) {
    for (var user : db.read(tx -> found(tx, nameOrEmail))) {
      mailUnlessTooMany(user, new Terms.Reset(user.name()));
    }
  }

  private List<User> found(Tx tx, String nameOrEmail) {
    var found =
        nameOrEmail.indexOf('@') > 0
            ? users.ofEmail(tx, nameOrEmail)
            : named(tx, nameOrEmail).stream().toList();
    return found.stream()
        .filter(user -> user.disabledAt().isEmpty())
        // Whoever came by a provider is let in by that alone, whoever reads their mail.
        .filter(user -> users.hasPassword(tx, user.name()))
        .filter(user -> users.profile(tx, user.name()).emailVerifiedAt().isPresent())
        .toList();
  }

  private Optional<User> named(Tx tx, String name) {
    return users.isUser(tx, name) ? users.find(tx, new UserName(name)) : Optional.empty();
  }

  /** Mails a link to verify the address of an account; false if no mails are sent here. */
  public boolean verifyEmail(User user) {
    if (mails.areSent()) {
      mail(user, new Terms.Verification(user.name(), user.email()));
    }
    return mails.areSent();
  }

  private void mail(User user, Terms terms) {
    throttle.requireFew(user.name(), terms.kind());
    throttle.refused(user.name(), terms.kind());
    var fresh =
        maintenance.make(change -> {
          var made = links.make(change.tx(), terms, change.by());
          change.happened(
              new AccountEvent.LinkMade(
                  made.link().id(), terms.kind(), Optional.of(user.name().value())));
          return made;
        });
    mails.send(fresh, user.email());
  }
}

package dev.imprimatur.accounts;

import dev.imprimatur.access.AccountLink;
import dev.imprimatur.access.AccountLinks;
import dev.imprimatur.access.User;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.mail.Mail;
import dev.imprimatur.mail.MailAddress;
import dev.imprimatur.mail.MailDelivery;
import dev.imprimatur.mail.Mailer;
import dev.imprimatur.problem.ProblemException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/**
 * The mails that hold a link, or go to an address that was somebody's. They are kept nowhere, as a
 * link is a secret, so one that the mail server does not take is lost: whoever waits asks again.
 * They are sent on threads of their own, as nobody may find out by the time of an answer whether
 * there was anybody to write to.
 */
public final class Mails {
  private static final Logger LOG = System.getLogger(Mails.class.getName());

  private final Optional<Mailer> mailer;
  private final Ids ids;
  private final ThreadFactory threads;
  private final String url;

  /**
   * Writes mails, if there is somebody to send them.
   *
   * @param url the address of this registry, with a slash at its end
   */
  public Mails(Optional<Mailer> mailer, Ids ids, ThreadFactory threads, String url) {
    this.mailer = mailer;
    this.ids = ids;
    this.threads = threads;
    this.url = url;
  }

  /** Returns whether mails are sent at all. */
  public boolean areSent() {
    return mailer.isPresent();
  }

  /** Returns the address of a link. */
  public String address(AccountLinks.Fresh fresh) {
    return fresh.address(url);
  }

  /** Sends a link. */
  void send(AccountLinks.Fresh fresh, String email) {
    send(email, subject(fresh.link().terms()), text(fresh));
  }

  /** Sends a link before it returns, as the process of a command ends then. */
  void sendAndWait(AccountLinks.Fresh fresh, String email) {
    if (mailer.isPresent()) {
      deliver(mailer.get(), email, subject(fresh.link().terms()), text(fresh));
    }
  }

  private String text(AccountLinks.Fresh fresh) {
    return """
    %s

      %s

    The link is good once, until %s. If you asked for nothing, do nothing.
    """
        .formatted(purpose(fresh.link().terms()), address(fresh), fresh.link().expiresAt());
  }

  private String subject(AccountLink.Terms terms) {
    return switch (terms) {
      case AccountLink.Terms.SetUp _, AccountLink.Terms.Invitation _ ->
          "You are invited to the package registry " + url;
      case AccountLink.Terms.Reset _ -> "Another password at " + url;
      case AccountLink.Terms.Verification _ -> "Is this your mail address at %s?".formatted(url);
    };
  }

  private String purpose(AccountLink.Terms terms) {
    return switch (terms) {
      case AccountLink.Terms.SetUp _ -> "Set up the first account:";
      case AccountLink.Terms.Invitation(_, _, var joins) ->
          joins
              .map(membership -> "Make an account, and become %s:".formatted(membership))
              .orElse("Make an account:");
      case AccountLink.Terms.Reset(var user) ->
          "Choose another password for the account %s:".formatted(user);
      case AccountLink.Terms.Verification(var user, _) ->
          "Open this to show that you, %s, read mail here:".formatted(user);
    };
  }

  /** Tells whoever reads mail at the address that an account had before. */
  void tellFormer(User before) {
    send(
        before.email(),
        "Your mail address at %s was changed".formatted(url),
        """
        The account %s at %s has another mail address from now on, and you will get no further mail.
        If that was not you, tell the operator of this registry.
        """
            .formatted(before.name(), url));
  }

  private void send(String email, String subject, String text) {
    if (mailer.isPresent()) {
      threads.newThread(() -> deliver(mailer.get(), email, subject, text)).start();
    }
  }

  private void deliver(Mailer through, String email, String subject, String text) {
    try {
      switch (through.send(new Mail(ids.next(), new MailAddress(email), subject, text))) {
        case MailDelivery.Sent() -> {}
        case MailDelivery.Later(var why) -> notSent(why);
        case MailDelivery.Never(var why) -> notSent(why);
      }
    } catch (ProblemException e) {
      notSent("this is no address that mails can go to");
    }
  }

  private static void notSent(String why) {
    LOG.log(Level.WARNING, "A mail about an account was not sent: {0}", why);
  }
}

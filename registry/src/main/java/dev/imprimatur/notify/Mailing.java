package dev.imprimatur.notify;

import dev.imprimatur.access.User;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.db.Database;
import dev.imprimatur.mail.Mail;
import dev.imprimatur.mail.MailAddress;
import dev.imprimatur.mail.Mailer;
import dev.imprimatur.mail.Sending;
import dev.imprimatur.notices.Recipient;
import dev.imprimatur.problem.ProblemException;
import java.util.Optional;
import java.util.UUID;

/** Sends a message to a person by mail. */
final class Mailing {
  private final Database db;
  private final Users users;
  private final Optional<Mailer> mailer;

  Mailing(Database db, Users users, Optional<Mailer> mailer) {
    this.db = db;
    this.users = users;
    this.mailer = mailer;
  }

  Outcome send(Recipient.Mailbox mailbox, Message message) {
    if (mailer.isEmpty()) {
      return Outcome.never("there is no mail server any more");
    }
    var user =
        db.read(tx -> users.find(tx, new UserName(mailbox.user())))
            .filter(found -> found.disabledAt().isEmpty());
    if (user.isEmpty()) {
      return Outcome.never("there is no such user any more");
    }
    return switch (sent(mailer.get(), user.get(), message)) {
      case Sending.Sent() -> Outcome.arrived("the mail server took it on");
      case Sending.Later(var why) -> Outcome.failed("the mail server: " + why);
      case Sending.Never(var why) -> Outcome.never("the mail server: " + why);
    };
  }

  private static Sending sent(Mailer mailer, User user, Message message) {
    try {
      var to = new MailAddress(user.email());
      return mailer.send(
          new Mail(UUID.fromString(message.id()), to, message.title(), message.text()));
    } catch (ProblemException e) {
      return new Sending.Never("no mail can be sent to this address");
    }
  }
}

package dev.imprimatur.notifications;

import dev.imprimatur.access.User;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.db.Database;
import dev.imprimatur.mail.Mail;
import dev.imprimatur.mail.MailAddress;
import dev.imprimatur.mail.MailDelivery;
import dev.imprimatur.mail.Mailer;
import dev.imprimatur.outbox.Recipient;
import dev.imprimatur.problem.ProblemException;
import java.util.Optional;
import java.util.UUID;

/** The sender of messages to people by mail. */
final class MailSender {
  private final Database db;
  private final Users users;
  private final Optional<Mailer> mailer;

  MailSender(Database db, Users users, Optional<Mailer> mailer) {
    this.db = db;
    this.users = users;
    this.mailer = mailer;
  }

  DeliveryResult send(Recipient.Mailbox mailbox, Message message) {
    if (mailer.isEmpty()) {
      return DeliveryResult.never("there is no mail server any more");
    }
    var user =
        db.read(tx -> users.find(tx, new UserName(mailbox.user())))
            .filter(found -> found.disabledAt().isEmpty());
    if (user.isEmpty()) {
      return DeliveryResult.never("there is no such user any more");
    }
    return switch (sent(mailer.get(), user.get(), message)) {
      case MailDelivery.Sent() -> DeliveryResult.arrived("the mail server took it on");
      case MailDelivery.Later(var why) -> DeliveryResult.failed("the mail server: " + why);
      case MailDelivery.Never(var why) -> DeliveryResult.never("the mail server: " + why);
    };
  }

  private static MailDelivery sent(Mailer mailer, User user, Message message) {
    try {
      var to = new MailAddress(user.email());
      return mailer.send(
          new Mail(UUID.fromString(message.id()), to, message.title(), message.text()));
    } catch (ProblemException e) {
      return new MailDelivery.Never("no mail can be sent to this address");
    }
  }
}

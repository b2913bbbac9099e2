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
import java.util.UUID;

/** The sender of messages to people by mail. */
public sealed interface MailSender {
  DeliveryResult send(Recipient.Mailbox mailbox, Message message);

  /** The sender where there is no mail server; messages may wait from when there was one. */
  record None() implements MailSender {
    @Override
    public DeliveryResult send(Recipient.Mailbox mailbox, Message message) {
      return DeliveryResult.never("there is no mail server any more");
    }
  }

  /** The sender through a mail server. */
  final class ByServer implements MailSender {
    private final Database db;
    private final Users users;
    private final Mailer mailer;

    public ByServer(Database db, Users users, Mailer mailer) {
      this.db = db;
      this.users = users;
      this.mailer = mailer;
    }

    @Override
    public DeliveryResult send(Recipient.Mailbox mailbox, Message message) {
      var user =
          db.read(tx -> users.find(tx, new UserName(mailbox.user())))
              .filter(found -> found.disabledAt().isEmpty());
      if (user.isEmpty()) {
        return DeliveryResult.never("there is no such user any more");
      }
      return switch (sent(user.get(), message)) {
        case MailDelivery.Sent() -> DeliveryResult.arrived("the mail server took it on");
        case MailDelivery.Later(var why) -> DeliveryResult.failed("the mail server: " + why);
        case MailDelivery.Never(var why) -> DeliveryResult.never("the mail server: " + why);
      };
    }

    private MailDelivery sent(User user, Message message) {
      try {
        var to = new MailAddress(user.email());
        return mailer.send(
            new Mail(UUID.fromString(message.id()), to, message.title(), message.text()));
      } catch (ProblemException e) {
        return new MailDelivery.Never("no mail can be sent to this address");
      }
    }
  }
}

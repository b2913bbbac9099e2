package dev.imprimatur.mail;

import dev.imprimatur.limits.Limits;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The sender of mails through the operator's server (SMTP, RFC 5321), over a connection for each.
 */
public final class Mailer {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss Z", Locale.ENGLISH);

  private final MailServer server;
  private final String host;
  private final InstantSource clock;
  private final Session session;

  /**
   * Makes a mailer, which connects to nobody yet.
   *
   * @param host the name of this registry in the greeting, and in every mail's id
   */
  public Mailer(MailServer server, String host, InstantSource clock, Limits.Mail limits) {
    this.server = server;
    this.host = host;
    this.clock = clock;
    this.session = Session.getInstance(Settings.of(server, host, limits));
  }

  /** Sends a mail, and waits for the server's reply. */
  public MailDelivery send(Mail mail) {
    try {
      deliver(message(mail));
      return new MailDelivery.Sent();
    } catch (MessagingException e) {
      return Diagnosis.of(e);
    }
  }

  private void deliver(Message message) throws MessagingException {
    var transport = session.getTransport("smtp");
    try {
      connect(transport);
      transport.sendMessage(message, message.getAllRecipients());
    } finally {
      hangUp(transport);
    }
  }

  private void connect(Transport transport) throws MessagingException {
    if (server.login().isPresent()) {
      var login = server.login().get();
      transport.connect(server.host(), server.port(), login.user(), login.password().reveal());
    } else {
      transport.connect(server.host(), server.port(), null, null);
    }
  }

  /** Closes the connection, ignoring failures: a mail that was accepted is sent. */
  private static void hangUp(Transport transport) {
    try {
      transport.close();
    } catch (MessagingException e) {
      // Anything that went wrong before is reported already.
    }
  }

  private Message message(Mail mail) throws MessagingException {
    var message = new IdentifiedMessage(session, "<%s@%s>".formatted(mail.id(), host));
    message.setHeader("Date", DATE.format(clock.instant().atOffset(ZoneOffset.UTC)));
    message.setFrom(address(server.from()));
    message.setRecipient(Message.RecipientType.TO, address(mail.to()));
    message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
    message.setText(mail.text(), StandardCharsets.UTF_8.name());
    // Keeps holiday notices from answering (RFC 3834).
    message.setHeader("Auto-Submitted", "auto-generated");
    message.saveChanges();
    return message;
  }

  private static Address address(MailAddress address) throws MessagingException {
    return new InternetAddress(address.value(), true);
  }

  /** A message whose id we choose. */
  private static final class IdentifiedMessage extends MimeMessage {
    private final String id;

    IdentifiedMessage(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}

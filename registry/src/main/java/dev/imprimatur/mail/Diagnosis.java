package dev.imprimatur.mail;

import dev.imprimatur.mail.MailDelivery.Later;
import dev.imprimatur.mail.MailDelivery.Never;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/**
 * The meaning of a failure for the mail. Only the numbers of the server's reply are told: servers
 * quote the recipient, and spam filters quote the text.
 */
final class Diagnosis {
  /** A reply's code (RFC 5321, section 4.2) and its enhanced status code (RFC 3463). */
  private static final Pattern CODES =
      Pattern.compile("[2-5]\\d\\d(?:[ -][245]\\.\\d{1,3}\\.\\d{1,3})?");

  private Diagnosis() {}

  static MailDelivery of(MessagingException failure) {
    var recipient = find(failure, SMTPAddressFailedException.class);
    if (recipient.isPresent()) {
      return refused("recipient", recipient.get(), recipient.get().getReturnCode());
    }
    var mail = find(failure, SMTPSendFailedException.class);
    if (mail.isEmpty()) {
      return new Later(ofConversation(failure));
    }
    // The operator can cure this, and then the mail goes out.
    if (mail.get().getCommand().startsWith("MAIL")) {
      return new Later("it refuses the sender: " + codes(mail.get()));
    }
    return refused("mail", mail.get(), mail.get().getReturnCode());
  }

  private static MailDelivery refused(String what, MessagingException reply, int code) {
    var why = "it refuses the %s: %s".formatted(what, codes(reply));
    return code >= 500 ? new Never(why) : new Later(why);
  }

  /** Describes a failure before any mail could be refused. */
  private static String ofConversation(MessagingException failure) {
    if (find(failure, AuthenticationFailedException.class).isPresent()) {
      return "it refuses the user or the password";
    }
    if (find(failure, UnknownHostException.class).isPresent()) {
      return "its host is unknown";
    }
    if (find(failure, SocketTimeoutException.class).isPresent()) {
      return "it does not answer in time";
    }
    if (find(failure, SSLException.class).isPresent()) {
      return "its certificate is not trusted, or it speaks another TLS";
    }
    if (String.valueOf(failure.getMessage()).startsWith("STARTTLS is required")) {
      return "it does not offer STARTTLS";
    }
    return "it cannot be reached, or hangs up";
  }

  private static String codes(MessagingException reply) {
    var codes = CODES.matcher(String.valueOf(reply.getMessage()));
    return codes.lookingAt() ? codes.group() : "without a code";
  }

  private static <T> Optional<T> find(Throwable failure, Class<T> kind) {
    return Stream.iterate(failure, each -> each != null, Throwable::getCause)
        .limit(20)
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst();
  }
}

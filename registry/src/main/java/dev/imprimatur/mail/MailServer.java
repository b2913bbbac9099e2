package dev.imprimatur.mail;

import dev.imprimatur.secret.Secret;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The server that takes our mails on, and how it is spoken to.
 *
 * @param from who a mail says it comes from, and who gets it back when it cannot be delivered
 * @param login who we are to the server, if it asks
 * @param authorities who may have signed its certificate; those that the machine knows if empty
 */
public record MailServer(
    String host,
    int port,
    Tls tls,
    MailAddress from,
    Optional<Login> login,
    List<X509Certificate> authorities) {

  public MailServer {
    authorities = List.copyOf(authorities);
    if (tls == Tls.NONE && login.isPresent()) {
      throw new IllegalArgumentException("A password is never sent in the clear");
    }
  }

  /** How what is said to the server is kept from others. */
  public enum Tls {
    /** The conversation starts in the clear, and goes on only with TLS (RFC 3207). */
    STARTTLS(587),
    /** TLS from the first byte (RFC 8314). */
    IMPLICIT(465),
    /** Not at all; for a server that the operator says is within his own walls. */
    NONE(25);

    private final int port;

    Tls(int port) {
      this.port = port;
    }

    /** The usual port. */
    public int port() {
      return port;
    }
  }

  /** Who we are to the server. */
  public record Login(String user, Secret password) {}
}

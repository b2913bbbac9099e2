package dev.imprimatur.mail;

import dev.imprimatur.secret.Secret;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The server that accepts our mails, and how to connect to it.
 *
 * @param from the sender of mails, who also gets them back when they cannot be delivered
 * @param login our credentials for the server, if it asks
 * @param authorities the authorities that may have signed its certificate; those that the machine
 *     knows if empty
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

  /** The use of TLS for the connection to the server. */
  public enum Tls {
    /** The conversation starts in the clear, and goes on only with TLS (RFC 3207). */
    STARTTLS(587),
    /** TLS from the first byte (RFC 8314). */
    IMPLICIT(465),
    /** No TLS; for a server that the operator says is in their own network. */
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

  /** Our credentials for the server. */
  public record Login(String user, Secret password) {}
}

package dev.imprimatur.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.imprimatur.mail.MailServer.Tls;
import dev.imprimatur.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** A real mail server on this machine, which keeps what it takes on and refuses what it is told. */
public final class PostOffice implements AutoCloseable {
  public static final MailAddress REGISTRY = new MailAddress("npm@acme.example");
  public static final String USER = "imprimatur";
  public static final String PASSWORD = "correct-horse-battery";

  private final List<Letter> letters = new CopyOnWriteArrayList<>();
  private final Map<Step, RejectException> refusals = new ConcurrentHashMap<>();
  private final Tls tls;
  private final Certificate certificate;
  private final SMTPServer server;

  /** A mail as it came over the wire, its lines ending with {@code \n}. */
  public record Letter(String from, String to, String text) {}

  /** Where a conversation can be refused. */
  public enum Step {
    SENDER,
    RECIPIENT,
    TEXT
  }

  private PostOffice(Tls tls, Certificate certificate) {
    this.tls = tls;
    this.certificate = certificate;
    var builder =
        new SMTPServer.Builder()
            .bindAddress(InetAddress.getLoopbackAddress())
            .hostName("smtp.acme.example")
            .insertReceivedHeaders(false)
            .messageHandlerFactory(context -> new Clerk())
            .port(0);
    switch (tls) {
      case STARTTLS ->
          builder
              .startTlsSocketFactory(certificate.context())
              .enableTLS()
              .requireTLS()
              .requireAuth();
      case IMPLICIT -> builder.serverSocketFactory(certificate.context()).requireAuth();
      case NONE -> {}
    }
    if (tls != Tls.NONE) {
      builder.authenticationHandlerFactory(
          new EasyAuthenticationHandlerFactory((user, password, context) -> {
            if (!user.equals(USER) || !password.equals(PASSWORD)) {
              throw new LoginFailedException();
            }
          }));
    }
    server = builder.build();
    server.start();
  }

  public static PostOffice open(Tls tls) {
    return new PostOffice(tls, Certificate.of("localhost"));
  }

  /** One whose certificate is for another host. */
  static PostOffice openAs(String host) {
    return new PostOffice(Tls.STARTTLS, Certificate.of(host));
  }

  /** How the registry is set up to use it. */
  public MailServer settings() {
    return new MailServer(
        "localhost",
        server.getPortAllocated(),
        tls,
        REGISTRY,
        tls == Tls.NONE
            ? Optional.empty()
            : Optional.of(new MailServer.Login(USER, Secret.of(PASSWORD))),
        List.of(certificate.certificate()));
  }

  public Certificate certificate() {
    return certificate;
  }

  public List<Letter> letters() {
    return List.copyOf(letters);
  }

  /** From now on, this step of every conversation is refused. */
  public void refuse(Step step, int code, String words) {
    refusals.put(step, new RejectException(code, words));
  }

  @Override
  public void close() {
    server.stop();
  }

  /** Takes one mail on. */
  private final class Clerk implements MessageHandler {
    private String from = "";
    private String to = "";

    @Override
    public void from(String address) throws RejectException {
      look(Step.SENDER);
      from = address;
    }

    @Override
    public void recipient(String address) throws RejectException {
      look(Step.RECIPIENT);
      to = to.isEmpty() ? address : to + "," + address;
    }

    @Override
    public String data(InputStream text) throws RejectException, IOException {
      var read = new String(text.readAllBytes(), ISO_8859_1);
      look(Step.TEXT);
      letters.add(new Letter(from, to, read.replace("\r\n", "\n")));
      return "2.0.0 taken on";
    }

    @Override
    public void done() {}

    private void look(Step step) throws RejectException {
      var refusal = refusals.get(step);
      if (refusal != null) {
        throw refusal;
      }
    }
  }
}

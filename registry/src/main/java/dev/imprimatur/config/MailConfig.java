package dev.imprimatur.config;

import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.mail.MailAddress;
import dev.imprimatur.mail.MailServer;
import dev.imprimatur.mail.MailServer.Tls;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.secret.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The setting {@code mail}: the server that accepts our mails, and our credentials for it. */
final class MailConfig {
  private static final List<String> KEYS =
      List.of("host", "port", "tls", "from", "user", "passwordFile", "authority");
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9._-]{1,253}|\\[?[0-9a-fA-F:]+\\]?");

  private final JsonObject json;

  private MailConfig(JsonObject json) {
    this.json = json;
  }

  static MailServer read(JsonValue value) {
    if (!(value instanceof JsonObject json)) {
      throw bad("must hold %s", "host, from, and perhaps more");
    }
    for (var key : json.members().keySet()) {
      if (!KEYS.contains(key)) {
        throw bad(
            "has nothing called %s",
            "%s; the nearest is \"%s\"".formatted(Quoted.text(key), ConfigKey.nearest(KEYS, key)));
      }
    }
    return new MailConfig(json).server();
  }

  private MailServer server() {
    var tls = tls();
    var login = login();
    if (tls == Tls.NONE && login.isPresent()) {
      throw bad("would send a password in the clear: leave out \"%s\", or the user", "tls: none");
    }
    return new MailServer(host(), port(tls), tls, from(), login, authorities());
  }

  private String host() {
    return text("host")
        .filter(host -> HOST.matcher(host).matches())
        .map(host -> host.replaceAll("[\\[\\]]", ""))
        .orElseThrow(() -> bad("needs the server's host, such as %s", "smtp.acme.example"));
  }

  private int port(Tls tls) {
    var port = text("port").orElse(Integer.toString(tls.port()));
    if (!port.matches("[1-9]\\d{0,4}") || Integer.parseInt(port) > 65535) {
      throw bad("needs a port from 1 to 65535, not %s", Quoted.text(port));
    }
    return Integer.parseInt(port);
  }

  private Tls tls() {
    var tls = text("tls").orElse("starttls");
    return Arrays.stream(Tls.values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(tls))
        .findFirst()
        .orElseThrow(() ->
            bad(
                "can have the tls starttls (the default), implicit, or none for a server within"
                    + " your own walls, and not %s",
                Quoted.text(tls)));
  }

  private MailAddress from() {
    try {
      return new MailAddress(text("from").orElse(""));
    } catch (ProblemException e) {
      throw bad("needs a bare address that mails come from, such as %s", "npm@acme.example");
    }
  }

  private Optional<MailServer.Login> login() {
    var user = text("user");
    var file = text("passwordFile");
    if (user.isPresent() != file.isPresent()) {
      throw bad("needs user and passwordFile, or neither%s", "");
    }
    return user.map(name -> new MailServer.Login(name, password(file.orElseThrow())));
  }

  private static Secret password(String file) {
    return SecretFile.read(Path.of(file), why -> bad("names a passwordFile that %s", why));
  }

  private List<X509Certificate> authorities() {
    return text("authority").map(MailConfig::certificates).orElse(List.of());
  }

  private static List<X509Certificate> certificates(String file) {
    try {
      var pem = Files.readAllBytes(Path.of(file));
      var certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!certificates.isEmpty()) {
        return certificates;
      }
    } catch (CertificateException e) {
      // Told below.
    } catch (IOException e) {
      throw bad("names an authority that cannot be read: %s", file);
    }
    throw bad("names an authority that holds no certificates in PEM: %s", file);
  }

  private Optional<String> text(String key) {
    return json.get(key)
        .map(value ->
            switch (value) {
              case JsonText(var text) -> text;
              case JsonNumber(var literal) -> literal;
              default -> throw bad("needs a text for %s", key);
            });
  }

  private static BadConfigException bad(String cure, String detail) {
    return Config.bad(ConfigKey.MAIL, cure, detail);
  }
}

package dev.imprimatur.mail;

import dev.imprimatur.limits.Limits;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** The settings of the mail library, by the names of its {@code org.eclipse.angus.mail.smtp}. */
final class Settings {
  private Settings() {}

  static Properties of(MailServer server, String host, Limits.Mail limits) {
    var settings = new Properties();
    var patience = Long.toString(limits.patience().toMillis());
    settings.put("mail.smtp.connectiontimeout", patience);
    settings.put("mail.smtp.timeout", patience);
    settings.put("mail.smtp.writetimeout", patience);
    settings.put("mail.smtp.quitwait", "false");
    settings.put("mail.smtp.localhost", host);
    settings.put("mail.smtp.from", server.from().value());
    settings.put("mail.smtp.auth", Boolean.toString(server.login().isPresent()));
    // The others are broken (NTLM, MD5) or need more than a password.
    settings.put("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
    switch (server.tls()) {
      case STARTTLS -> {
        settings.put("mail.smtp.starttls.enable", "true");
        settings.put("mail.smtp.starttls.required", "true");
      }
      case IMPLICIT -> settings.put("mail.smtp.ssl.enable", "true");
      case NONE -> settings.put("mail.smtp.starttls.enable", "false");
    }
    settings.put("mail.smtp.ssl.checkserveridentity", "true");
    settings.put("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
    if (!server.authorities().isEmpty()) {
      settings.put("mail.smtp.ssl.socketFactory", trusting(server.authorities()));
    }
    return settings;
  }

  private static SSLSocketFactory trusting(List<X509Certificate> authorities) {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (var authority : authorities) {
        store.setCertificateEntry(Integer.toString(store.size()), authority);
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("Every JDK has TLS, and an empty key store", impossible);
    }
  }
}

package dev.imprimatur.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.testkit.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate that is signed by itself, as a server within one's own walls may have it. */
public final class Certificate {
  private static final Map<String, Certificate> MADE = new ConcurrentHashMap<>();
  private static final String PASSWORD = "for-tests";

  private final KeyStore store;

  private Certificate(KeyStore store) {
    this.store = store;
  }

  /** Made once for each host, by the JDK's own keytool. */
  public static Certificate of(String host) {
    return MADE.computeIfAbsent(host, Certificate::make);
  }

  X509Certificate certificate() {
    try {
      return (X509Certificate) store.getCertificate("smtp");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As an operator would keep it in a file. */
  public String pem() {
    try {
      return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
          .formatted(Base64.getMimeEncoder().encodeToString(certificate().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public SSLContext context() {
    try {
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD.toCharArray());
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Certificate make(String host) {
    try {
      var file = Folders.scratch("imprimatur-test-").resolve("smtp.p12");
      var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
      var process =
          new ProcessBuilder(
                  (keytool
                          + " -genkeypair -alias smtp -keyalg EC -groupname secp256r1 -validity 2"
                          + " -dname CN=test -ext san=dns:%s -storepass %s -keystore %s")
                      .formatted(host, PASSWORD, file)
                      .split(" "))
              .redirectErrorStream(true)
              .start();
      var said = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
      return new Certificate(KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()));
    } catch (IOException | GeneralSecurityException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

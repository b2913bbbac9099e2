package dev.imprimatur.signatures;

import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.SigningProblem;
import dev.imprimatur.secret.Secret;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Collections;
import java.util.Optional;

/**
 * A token that holds keys and signs with them, by PKCS #11 (OASIS, version 2.40). Each of its keys
 * has a certificate, which only holds the public half and is self-signed.
 *
 * @param config the file that tells the JDK how to reach it (JDK, "PKCS#11 Reference Guide",
 *     provider configuration)
 * @param alias the key to be brought into force next; the one that is in force is found by its id
 */
public record Pkcs11Key(Path config, String alias, Secret pin) implements KeyLocation {
  private static final Logger LOG = System.getLogger(Pkcs11Key.class.getName());
  private static final String PROVIDER = "SunPKCS11";
  private static final String KIND = "PKCS11";

  /** A token as it was opened, with its content at that time. */
  private record Opened(Provider provider, KeyStore store) {}

  @Override
  public String called() {
    return config.getFileName() + "#" + alias;
  }

  @Override
  public Optional<OwnKey> find(KeyId id) {
    try {
      var opened = open();
      for (var each : Collections.list(opened.store().aliases())) {
        var key = read(opened, each);
        if (key.filter(found -> found.id().equals(id)).isPresent()) {
          return key;
        }
      }
      return Optional.empty();
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw failed(e);
    }
  }

  @Override
  public Optional<OwnKey> brought() {
    return Optional.of(named());
  }

  @Override
  public OwnKey next(SecureRandom random) {
    return named();
  }

  private OwnKey named() {
    Optional<OwnKey> key;
    try {
      key = read(open(), alias);
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw failed(e);
    }
    return key.orElseThrow(() -> unusable("names no key of the curve P-256 with a certificate"));
  }

  /** Does nothing, as the key is in its place already. */
  @Override
  public void adopt(OwnKey key) {}

  /** Does nothing, as the key is not ours to delete. */
  @Override
  public void discard(OwnKey key) {}

  private Opened open() throws GeneralSecurityException, IOException {
    var provider = Security.getProvider(PROVIDER);
    if (provider == null) {
      throw new ProviderException("This JDK cannot speak to tokens");
    }
    var configured = provider.configure(config.toString());
    var store = KeyStore.getInstance(KIND, configured);
    store.load(null, pin.reveal().toCharArray());
    return new Opened(configured, store);
  }

  private static Optional<OwnKey> read(Opened opened, String alias)
      throws GeneralSecurityException {
    var certificate = opened.store().getCertificate(alias);
    return certificate != null
            && P256.has(certificate.getPublicKey())
            && opened.store().getKey(alias, null) instanceof PrivateKey half
        ? Optional.of(OwnKey.in(opened.provider(), half, certificate.getPublicKey()))
        : Optional.empty();
  }

  private ProblemException failed(Exception e) {
    LOG.log(Level.ERROR, "The token of the signing key cannot be used", e);
    return unusable("cannot be used; the log says why");
  }

  private ProblemException unusable(String why) {
    return new SigningProblem.SigningKeyUnusable(called(), why).asException();
  }
}

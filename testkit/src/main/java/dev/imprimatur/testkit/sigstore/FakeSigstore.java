package dev.imprimatur.testkit.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.imprimatur.testkit.Answer;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.LoopbackServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * An instance of Sigstore (docs.sigstore.dev): a real HTTP server on loopback with an authority
 * that certifies keys, a log of certificates, a log of signatures and the metadata by which clients
 * know all of them. Real clients sign with it and verify by it. Safe for use by many threads.
 */
public final class FakeSigstore implements AutoCloseable {
  private final LoopbackServer server = LoopbackServer.open();
  private final Signing signing;
  private final IdentityTokens tokens;
  private final SigstoreEndpoints endpoints;
  private final TufMirror mirror;

  private FakeSigstore(Signing.Environment environment) {
    this.signing = Signing.in(environment);
    this.tokens = new IdentityTokens(environment.clock());
    this.endpoints = new SigstoreEndpoints(signing, tokens);
    this.mirror = new TufMirror(EcKeyPair.p256(environment.random()));
    mirror.publish("trusted_root.json", trustedRoot());
  }

  /** Starts an instance with keys of its own. */
  public static FakeSigstore start() {
    return start(InstantSource.system());
  }

  /** Starts an instance that goes by this clock. */
  public static FakeSigstore start(InstantSource clock) {
    return start(clock, new SecureRandom());
  }

  /** Starts an instance that goes by this clock and makes its keys with this randomness. */
  public static FakeSigstore start(InstantSource clock, SecureRandom random) {
    var sigstore = new FakeSigstore(new Signing.Environment(clock, random));
    sigstore.server.serve(sigstore::answer);
    return sigstore;
  }

  /** Certifies whom this issuer's tokens name, from now on. */
  public FakeSigstore believing(FakeIssuer issuer) {
    return believing(issuer.issuer(), issuer::keySetJson);
  }

  /**
   * Certifies whom the tokens of an issuer name, from now on.
   *
   * @param keySetJson its published keys (RFC 7517)
   */
  public FakeSigstore believing(String issuer, Supplier<String> keySetJson) {
    tokens.markValid(issuer, keySetJson);
    return this;
  }

  /**
   * Returns the address of Fulcio, Rekor and the metadata, such as {@code http://127.0.0.1:4321}.
   */
  public String address() {
    return server.address();
  }

  /** Returns the {@code trusted_root.json} by which this instance is known. */
  public String trustedRoot() {
    return Json.text(TrustedRoot.of(signing));
  }

  /** Returns the authority's own certificate, in DER: where every good chain ends. */
  public byte[] authority() {
    return signing.authority().certificate();
  }

  /**
   * Returns the first {@code root.json} of the metadata, which clients must have from elsewhere.
   */
  public String metadataRoot() {
    return mirror.root();
  }

  /**
   * Publishes the keys of a registry in the metadata, where npm looks for them first.
   *
   * @param registry host, and port and path if it has any, without a slash at the end
   * @param keysJson such as {@code {"keys":[{"keyId":…,"keyUsage":"npm:signatures",…}]}}
   */
  public void publishKeys(String registry, String keysJson) {
    mirror.publish(registry + "/keys.json", keysJson);
  }

  /**
   * Returns the variables that an npm needs in its environment to sign and verify with this
   * instance; it needs a cache of its own as well, as it keeps there whom it trusts.
   *
   * @param folder two files are written to it
   */
  public Map<String, String> npmVariables(Path folder) {
    try (var shim = FakeSigstore.class.getResourceAsStream("npm-shim.js")) {
      var file = folder.resolve("npm-shim.js");
      Files.write(file, Objects.requireNonNull(shim).readAllBytes());
      var root = Files.writeString(folder.resolve("root.json"), metadataRoot());
      return Map.of(
          "NODE_OPTIONS", "--require \"%s\"".formatted(file),
          "FAKE_SIGSTORE", address(),
          "FAKE_SIGSTORE_ROOT", root.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the number of signatures that were logged since the start, in the log that npm writes
   * to.
   */
  public int entries() {
    return signing.log().entries();
  }

  /**
   * Signs a statement as npm 11 and 12 do, with a key that is certified for this only: a bundle of
   * version 0.3 with a log entry.
   *
   * @param statement its text, such as {@link Statements#gitHub} writes it
   * @param wrong what is wrong with it; usually nothing, or one thing
   */
  public String bundle(String statement, Identity signer, Defect... wrong) {
    return bundle(TimestampKind.LOGGED, statement, signer, wrong);
  }

  /** Signs a statement as a bundle with timestamps of this kind. */
  public String bundle(
      TimestampKind timestamp, String statement, Identity signer, Defect... wrong) {
    return Json.text(signing.bundle(statement, signer, timestamp, Set.of(wrong)));
  }

  /**
   * Signs a registry's statement of a tarball that it has taken in, with the registry's own key,
   * and logs it.
   *
   * @param registry its address
   * @param key on the curve P-256
   */
  public String publishAttestation(Subject subject, String registry, KeyPair key) {
    return Json.text(signing.bundle(Statements.publish(subject, registry), key));
  }

  /** Stops at once; connections are refused from now on. */
  @Override
  public void close() {
    server.close();
  }

  private Answer answer(HttpExchange exchange) {
    var asked = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    return switch (asked) {
      case "POST " + SigstoreEndpoints.CERTIFICATES -> endpoints.certificate(body(exchange));
      case "POST " + SigstoreEndpoints.ENTRIES -> endpoints.entry(body(exchange));
      default ->
          mirror
              .answer(exchange.getRequestURI().getPath())
              .orElseGet(() -> Answer.refusal(404, "Not found"));
    };
  }

  private static String body(HttpExchange exchange) {
    try {
      return new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

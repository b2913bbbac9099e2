package dev.imprimatur.testkit.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.ci.GitHub;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients get certificates and log entries for what is theirs, and know whom to trust. */
final class SigstoreEndpointsTest {
  private static final JobClaims JOB = JobClaims.of("acme/rocket", "publish.yml");

  private final FakeIssuer github = FakeIssuer.start(GitHub.SYSTEM);
  private final FakeIssuer stranger = FakeIssuer.start(GitHub.SYSTEM);
  private final FakeSigstore sigstore = FakeSigstore.start().believing(github);
  private final HttpClient http = HttpClient.newHttpClient();
  private final EcKeyPair key = EcKeyPair.p256(new SecureRandom());

  @AfterEach
  void close() {
    http.close();
    sigstore.close();
    stranger.close();
    github.close();
  }

  @Test
  void aKeyIsCertifiedForWhomTheTokenNames() throws Exception {
    var answer = certificate(github.sign(JOB, "sigstore"), key);
    assertThat(answer.statusCode()).isEqualTo(200);
    var chain =
        Json.list(
            Json.at(Json.object(answer.body()), "signedCertificateEmbeddedSct", "chain"),
            "certificates");
    assertThat(chain).hasSize(2);
    var pem = String.valueOf(chain.getFirst()).replaceAll("-----[A-Z ]+-----|\n", "");
    var certificate = Verifier.certificate(pem);
    assertThat(certificate.getPublicKey().getEncoded()).isEqualTo(key.spki());
    assertThat(certificate.getSubjectAlternativeNames().toString())
        .contains("https://github.com/acme/rocket/.github/workflows/publish.yml");
  }

  @Test
  void noKeyIsCertifiedForAnybodyElse() throws Exception {
    assertThat(certificate(stranger.sign(JOB, "sigstore"), key).body()).contains("nobody knows");
    assertThat(certificate(github.sign(JOB, "npm:localhost"), key).body())
        .contains("not for sigstore");
    var another = EcKeyPair.p256(new SecureRandom());
    assertThat(certificate(github.sign(JOB, "sigstore"), another).body())
        .contains("the proof is not a signature");
    assertThat(post(SigstoreEndpoints.CERTIFICATES, "{}").statusCode()).isEqualTo(400);
  }

  @Test
  void onlyGoodSignaturesAreLogged() throws Exception {
    var good = Envelope.signed("{}", "", key);
    var answer = post(SigstoreEndpoints.ENTRIES, entry(good, key));
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(sigstore.entries()).isEqualTo(1);
    var others = entry(good, EcKeyPair.p256(new SecureRandom()));
    assertThat(post(SigstoreEndpoints.ENTRIES, others).statusCode()).isEqualTo(400);
    assertThat(post(SigstoreEndpoints.ENTRIES, "no JSON").statusCode()).isEqualTo(400);
    assertThat(sigstore.entries()).isEqualTo(1);
  }

  @Test
  void theMirrorLeadsToTheTrustedRootAndToKeysOfRegistries() throws Exception {
    var before = version(get("/tuf/timestamp.json").body());
    sigstore.publishKeys("registry.example:4873", "{\"keys\":[]}");
    var after = version(get("/tuf/timestamp.json").body());
    assertThat(after).isEqualTo(before + 1);
    assertThat(get("/tuf/%d.targets.json".formatted(after)).body())
        .contains("trusted_root.json", "registry.example:4873/keys.json");
    assertThat(get("/tuf/1.root.json").body()).isNotEmpty();
    assertThat(get("/tuf/2.root.json").statusCode()).isEqualTo(404);
    var root = sigstore.trustedRoot();
    var digest = EcKeyPair.sha256Hex(root.getBytes(UTF_8));
    assertThat(get("/tuf/targets/%s.trusted_root.json".formatted(digest)).body()).isEqualTo(root);
  }

  private static long version(String timestamp) {
    var version = Json.at(Json.object(timestamp), "signed", "meta", "snapshot.json").get("version");
    return Long.parseLong(String.valueOf(version));
  }

  /** Asks for a certificate for our key, and signs the proof with this one. */
  private HttpResponse<String> certificate(String token, EcKeyPair proving) throws Exception {
    var subject = String.valueOf(github.claims(JOB).get("sub")).getBytes(UTF_8);
    var proof = Base64.getEncoder().encodeToString(proving.sign(subject));
    return post(
        SigstoreEndpoints.CERTIFICATES,
        Json.text(
            Json.members(
                "credentials",
                Json.members("oidcIdentityToken", token),
                "publicKeyRequest",
                Json.members(
                    "publicKey",
                    Json.members("algorithm", "ECDSA", "content", key.pem()),
                    "proofOfPossession",
                    proof))));
  }

  private static String entry(Envelope envelope, EcKeyPair verifier) {
    var encoded = Base64.getEncoder().encodeToString(verifier.pem().getBytes(UTF_8));
    return Json.text(
        Json.members(
            "apiVersion",
            "0.0.1",
            "kind",
            "dsse",
            "spec",
            Json.members(
                "proposedContent",
                Json.members(
                    "envelope", Json.text(envelope.members()), "verifiers", List.of(encoded)))));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(sigstore.address() + path)).build();
    return http.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(sigstore.address() + path))
            .POST(BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }
}

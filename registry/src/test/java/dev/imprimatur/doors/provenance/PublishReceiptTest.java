package dev.imprimatur.doors.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.Terminal;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the registry signs of a job that it let in, where no Sigstore can or may be used. */
final class PublishReceiptTest {
  private static final String PATH = "/-/api/v1/receipt/rocket@1.0.0";
  private static final TestPackage ROCKET = TestPackage.of("rocket", "1.0.0");

  private final TestRegistry registry = TestRegistry.start();

  @TempDir private Path folder;

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    registry.pending("rocket", TestRegistry.workflow("acme/rocket"), "alice");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Client.Answer publish(TestPackage wanted) {
    var job = registry.with(registry.minted("rocket", TestRegistry.job("acme/rocket")));
    return job.put(wanted.path(), wanted.document());
  }

  private Terminal.Said verify(String... more) throws IOException {
    var envelope = file("receipt.json", registry.anyone().get(PATH).text());
    var keys = file("keys.json", registry.anyone().get("/-/npm/v1/keys").text());
    var words = new ArrayList<>(List.of("provenance", "verify", envelope));
    words.addAll(List.of("--keys", keys));
    words.addAll(List.of(more));
    return registry.terminal().run(words.toArray(String[]::new));
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void aJobsPublishHasAReceiptWithTheClaimsThatWereVerified() {
    assertThat(publish(ROCKET).status()).isEqualTo(201);
    var answer = registry.anyone().get(PATH);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).contains("application/vnd.dsse.envelope.v1+json");
    var payload = Base64.getDecoder().decode(answer.json().text("payload").orElseThrow());
    var statement = Json.readOwn(new String(payload, UTF_8));
    assertThat(statement.text("predicateType")).contains("https://imprimatur.dev/receipt/v1");
    assertThat(statement.array("subject").map(JsonArray::items).orElseThrow()).hasSize(1);
    var predicate = statement.object("predicate").orElseThrow();
    assertThat(predicate.text("registry")).contains("http://registry.test");
    var job = predicate.object("job").orElseThrow();
    assertThat(job.text("issuer")).contains(registry.github().issuer());
    assertThat(job.object("claims").flatMap(claims -> claims.text("repository")))
        .contains("acme/rocket");
    assertThat(statement.toString()).doesNotContain("slsa");
  }

  @Test
  @OnPostgres
  void anybodyVerifiesItByTheKeysOfTheRegistry() throws IOException {
    publish(ROCKET);
    var tarball = folder.resolve("rocket.tgz");
    Files.write(tarball, ROCKET.tarball());
    var said = verify("--package", "rocket@1.0.0", "--tarball", tarball.toString());
    assertThat(said.exit()).as(said.out() + said.err()).isZero();
    assertThat(said.out())
        .contains(
            "holds    https://imprimatur.dev/receipt/v1", "of pkg:npm/rocket@1.0.0", "SHA256:");
    assertThat(verify("--package", "rocket@1.0.1").exit()).isEqualTo(1);
  }

  @Test
  void itStaysGoodWhenTheKeyIsRotated() throws IOException {
    publish(ROCKET);
    assertThat(registry.terminal().run("keys", "rotate").exit()).isZero();
    assertThat(verify().exit()).isZero();
  }

  @Test
  void oneThatWasChangedIsRefused() throws IOException {
    publish(ROCKET);
    var envelope = registry.anyone().get(PATH).json();
    var payload = Base64.getDecoder().decode(envelope.text("payload").orElseThrow());
    var other = new String(payload, UTF_8).replace("acme/rocket", "evil/rocket").getBytes(UTF_8);
    var changed = envelope.but().and("payload", Base64.getEncoder().encodeToString(other)).build();
    assertThat(verified(changed)).contains("refused  (signature)");
    var unknown = JsonObject.with("keyid", "SHA256:x").and("sig", "MEUCIQ==").build();
    assertThat(verified(envelope.but().and("signatures", JsonArray.of(unknown)).build()))
        .contains("refused  (public-key)");
  }

  private String verified(JsonObject envelope) throws IOException {
    var file = file("changed.json", Json.text(envelope));
    var keys = file("keys.json", registry.anyone().get("/-/npm/v1/keys").text());
    return registry.terminal().run("provenance", "verify", file, "--keys", keys).out();
  }

  @Test
  void aPersonsPublishHasNone() {
    var alice = registry.with(registry.token("alice", true));
    assertThat(alice.put(ROCKET.path(), ROCKET.document()).status()).isEqualTo(201);
    assertThat(registry.anyone().get(PATH).problem()).isEqualTo("receipt-not-found");
  }

  @Test
  void aPrivatePackagesJobIsForItsReadersAlone() {
    assertThat(publish(ROCKET.access("restricted")).status()).isEqualTo(201);
    assertThat(registry.anyone().get(PATH).problem()).isEqualTo("package-not-found");
    assertThat(registry.with(registry.token("alice", false)).get(PATH).status()).isEqualTo(200);
  }
}
